package io.fulcrum.bench;

import java.util.Locale;

/** A way to prepare the rows of {@link PreparationBench}. */
public enum PreparationSide {
    FULCRUM,
    SPARK_ML,
    POLARS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
