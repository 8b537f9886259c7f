package io.fulcrum.features.profile;

import io.fulcrum.features.profile.Measure.Numbers.Quantiles;

/** What a numeric feature holds: moments, and quantiles where they are asked for. */
public final class NumberProfile implements FieldProfile {
    private static final long serialVersionUID = 1L;

    private final Quantiles quantiles;
    private final Moments moments = new Moments();
    private final QuantileHistogram histogram = new QuantileHistogram();

    public NumberProfile(Quantiles quantiles) {
        this.quantiles = quantiles;
    }

    /** Adds a number of the float range. */
    public void add(double value) {
        moments.add(value);
        if (quantiles == Quantiles.COLLECTED) {
            histogram.add(value);
        }
    }

    @Override
    public NumberProfile fresh() {
        return new NumberProfile(quantiles);
    }

    @Override
    public NumberProfile merge(FieldProfile other) {
        NumberProfile numbers = (NumberProfile) other;
        moments.merge(numbers.moments);
        histogram.merge(numbers.histogram);
        return this;
    }

    @Override
    public long count() {
        return moments.count();
    }

    public Moments moments() {
        return moments;
    }

    /** Returns the quantiles; empty if they were not asked for. */
    public QuantileHistogram histogram() {
        return histogram;
    }
}
