package io.fulcrum.evaluate;

import java.util.Locale;
import java.util.OptionalDouble;

/** What a metric came to: a finite number, or undefined with the reason. */
public sealed interface MetricValue {

    /** A finite number. */
    record Measured(double value) implements MetricValue {
        public Measured {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Metric value %s must be finite. Report it as undefined, with the reason.",
                        value));
            }
        }
    }

    /** No number, and why; never written as zero. */
    record Undefined(String reason) implements MetricValue {}

    static MetricValue of(double value) {
        return new Measured(value);
    }

    static MetricValue undefined(String reason) {
        return new Undefined(reason);
    }

    default OptionalDouble measured() {
        return this instanceof Measured m ? OptionalDouble.of(m.value()) : OptionalDouble.empty();
    }
}
