package io.fulcrum.model;

import java.io.Serializable;
import java.util.List;

/**
 * The embedding tables of a model.
 *
 * @param width parameters of a row, the same for every table
 * @param stateWidth floats of optimiser state that a row carries
 * @param seed of the rows' first values
 */
public record EmbeddingSpec(List<Table> tables, int width, int stateWidth, long seed) implements Serializable {
    /** One table's name and number of rows. */
    public record Table(String name, int rows) implements Serializable {}

    public EmbeddingSpec {
        tables = List.copyOf(tables);
    }

    /** Floats of a row's record: its parameters, then its optimiser state. */
    public int stride() {
        return width + stateWidth;
    }

    /** Returns the same tables without optimiser state, as scoring needs them. */
    public EmbeddingSpec withoutState() {
        return new EmbeddingSpec(tables, width, 0, seed);
    }
}
