package io.fulcrum.features.profile;

/** How many values a feature has, where nothing else of them is needed. */
public final class ValueTotal implements FieldProfile {
    private static final long serialVersionUID = 1L;

    private long count;

    void add() {
        count++;
    }

    @Override
    public ValueTotal fresh() {
        return new ValueTotal();
    }

    @Override
    public ValueTotal merge(FieldProfile other) {
        count += other.count();
        return this;
    }

    @Override
    public long count() {
        return count;
    }
}
