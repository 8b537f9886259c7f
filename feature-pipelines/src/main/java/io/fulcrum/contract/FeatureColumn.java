package io.fulcrum.contract;

import java.io.Serializable;
import java.util.Objects;

/**
 * One input of the network as a prepared Parquet column.
 *
 * @param name the column in the prepared Parquet
 * @param kind how the column is stored and enters the network
 * @param table the embedding table that holds its rows (fields may share one); empty for numbers and weights
 * @param rows number of ids of that table, ids are 0 … rows - 1; 0 for numbers and weights
 * @param pooling how the rows of a list become one; the mean for other kinds, which have nothing to pool
 */
public record FeatureColumn(String name, Kind kind, String table, int rows, Pooling pooling) implements Serializable {
    /** How a column is stored and enters the network. */
    public enum Kind {
        /** A float that enters the network as it is. */
        NUMERIC,
        /** An int id that enters as its embedding row. */
        CATEGORICAL,
        /** A list of int ids that enters as its embedding rows pooled, zeros for an empty list. */
        CATEGORICAL_LIST,
        /** A list of floats, one weight for each id of the list in the column before. */
        LIST_WEIGHTS
    }

    public FeatureColumn {
        Objects.requireNonNull(pooling, "pooling");
        boolean ids = kind == Kind.CATEGORICAL || kind == Kind.CATEGORICAL_LIST;
        if (ids == table.isEmpty() || ids == (rows == 0) || rows < 0) {
            throw new IllegalArgumentException(
                    "Feature \"" + name + "\": kind " + kind + " does not fit table \"" + table + "\" with " + rows
                            + " rows. Only categorical features have a table, with at least one row. Prepare again.");
        }
        if (kind != Kind.CATEGORICAL_LIST && pooling != Pooling.MEAN) {
            throw new IllegalArgumentException("Feature \"" + name + "\": pooling " + pooling + " does not fit kind "
                    + kind + ". Only lists are pooled; others say MEAN. Prepare again.");
        }
    }

    /** Makes a column whose rows, if it is a list, are pooled by their mean. */
    public FeatureColumn(String name, Kind kind, String table, int rows) {
        this(name, kind, table, rows, Pooling.MEAN);
    }

    public static FeatureColumn numeric(String name) {
        return new FeatureColumn(name, Kind.NUMERIC, "", 0);
    }

    public static FeatureColumn listWeights(String name) {
        return new FeatureColumn(name, Kind.LIST_WEIGHTS, "", 0);
    }

    public static FeatureColumn categorical(String name, int rows) {
        return new FeatureColumn(name, Kind.CATEGORICAL, name, rows);
    }
}
