package io.fulcrum.features.profile;

/** What a numeric column holds: moments and quantiles. */
public final class NumberProfile implements FieldProfile {
    private static final long serialVersionUID = 1L;

    private final Moments moments = new Moments();
    private final QuantileHistogram histogram = new QuantileHistogram();

    @Override
    public void add(Object value) {
        add(((Double) value).doubleValue());
    }

    public void add(double value) {
        moments.add(value);
        histogram.add(value);
    }

    @Override
    public NumberProfile fresh() {
        return new NumberProfile();
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

    public QuantileHistogram histogram() {
        return histogram;
    }
}
