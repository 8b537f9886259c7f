package io.fulcrum.model.graph;

/**
 * Where the query of a list that is pooled by attention is.
 *
 * @param table its embedding table; -1 for a list that is not pooled by attention
 * @param field the categorical field that it is the embedding row of, or {@link #TRAINED} for row 0 of the table
 */
public record ListQuery(int table, int field) {
    static final int TRAINED = -1;

    /** That of a list that is pooled as its feature says. */
    static final ListQuery NONE = new ListQuery(-1, TRAINED);

    /** Whether the list is pooled by attention. */
    public boolean exists() {
        return table >= 0;
    }

    public boolean isTrained() {
        return field == TRAINED;
    }

    /**
     * Returns the embedding row of an example's query.
     *
     * @param ids [field][example]
     */
    public int row(int[][] ids, int example) {
        return isTrained() ? 0 : ids[field][example];
    }
}
