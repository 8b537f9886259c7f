package io.fulcrum.evaluate.html;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** A scale from data to 0 … 1 with its ticks and its label. */
record Axis(double low, double high, DoubleUnaryOperator scale, List<Tick> ticks, String label) {
    private static final int WANTED_TICKS = 5;
    /** Of the values' size: below it a double could not tell neighbouring ticks apart. */
    private static final double SMALLEST_SPAN = 1e-9;

    private static final double LOGIT_ROOM = 0.13;

    /** A mark on an axis. */
    record Tick(double at, String text) {}

    double position(double value) {
        double from = scale.applyAsDouble(low);
        return (scale.applyAsDouble(value) - from) / (scale.applyAsDouble(high) - from);
    }

    /** From and to exactly these values, ticks at round numbers between. */
    static Axis linear(double low, double high, String label) {
        double visible = Math.max(high - low, Math.max(Math.abs(low), Math.abs(high)) * SMALLEST_SPAN);
        double step = niceStep(visible / WANTED_TICKS);
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(new Tick(i * step, Numbers.decimals(i * step, decimals)));
        }
        return new Axis(low, high, DoubleUnaryOperator.identity(), ticks, label);
    }

    /** Whole numbers only. */
    static Axis whole(long low, long high, String label) {
        long end = Math.max(high, low + 1);
        long step = Math.max(1, Math.round(niceStep((end - low) / (double) WANTED_TICKS)));
        List<Tick> ticks = new ArrayList<>();
        for (long at = Math.floorDiv(low + step - 1, step) * step; at <= end; at += step) {
            ticks.add(new Tick(at, Numbers.count(at)));
        }
        return new Axis(low, end, DoubleUnaryOperator.identity(), ticks, label);
    }

    /** Widened to round numbers, and to a visible width where all values are equal. */
    static Axis around(double low, double high, String label) {
        double size = Math.max(Math.abs(low), Math.abs(high));
        double span = high - low > size * SMALLEST_SPAN ? high - low : Math.max(size, 1) * 0.1;
        double step = niceStep(span / WANTED_TICKS);
        return linear(
                Math.floor(low / step) * step, Math.ceil(high / step + (high - low == span ? 0 : 1)) * step, label);
    }

    /** Positive values over several powers of ten. */
    static Axis logarithmic(double low, double high, String label) {
        double from = Math.pow(10, Math.floor(Math.log10(low)));
        double to = Math.pow(10, Math.ceil(Math.log10(high)));
        List<Tick> ticks = new ArrayList<>();
        for (double at = from; at <= to * 1.000001; at *= 10) {
            ticks.add(new Tick(at, at >= 1 ? Numbers.count(Math.round(at)) : String.valueOf(at)));
        }
        return new Axis(from, to, Math::log10, ticks, label);
    }

    /** Logits, with ticks at round probabilities: 50 % first, then outwards as long as there is room. */
    static Axis logit(double low, double high, String label) {
        List<Tick> wanted = new ArrayList<>(List.of(new Tick(0, "50 %")));
        for (double tail : new double[] {0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001}) {
            double logit = Math.log(tail / (1 - tail));
            wanted.add(new Tick(logit, plain(100 * tail) + " %"));
            wanted.add(new Tick(-logit, plain(100 - 100 * tail) + " %"));
        }
        List<Tick> ticks = new ArrayList<>();
        for (Tick tick : wanted) {
            boolean free = ticks.stream()
                    .allMatch(other -> Math.abs(other.at() - tick.at()) > room(tick, other) * (high - low));
            if (free && tick.at() >= low && tick.at() <= high) {
                ticks.add(tick);
            }
        }
        return new Axis(low, high, DoubleUnaryOperator.identity(), ticks, label);
    }

    /** The share of the axis that two neighbouring labels need, longer ones more. */
    private static double room(Tick one, Tick other) {
        return LOGIT_ROOM * Math.max(1, (one.text().length() + other.text().length()) / 10.0);
    }

    /** The same scale read from the other end. */
    Axis reversed() {
        return new Axis(high, low, scale, ticks, label);
    }

    private static String plain(double percent) {
        return BigDecimal.valueOf(percent)
                .setScale(4, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The smallest of 1, 2, 5 times a power of ten that is not below the wish. */
    private static double niceStep(double wish) {
        double power = Math.pow(10, Math.floor(Math.log10(wish)));
        double ratio = wish / power;
        return power * (ratio <= 1.0000001 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    }
}
