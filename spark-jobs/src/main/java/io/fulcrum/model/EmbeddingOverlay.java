package io.fulcrum.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A running task's own copy of the embedding rows that it touched, over a read-only replica of all of them. Copied on
 * first touch; at the end of the round the overlay <em>is</em> the change that travels.
 */
final class EmbeddingOverlay {
    private final OverlayTable[] tables;

    EmbeddingOverlay(EmbeddingTables base) {
        tables = IntStream.range(0, base.spec().tables().size())
                .mapToObj(table -> new OverlayTable(base, table))
                .toArray(OverlayTable[]::new);
    }

    /** Forgets every touched row and starts again over {@code base}, in the memory that it has. */
    void restart(EmbeddingTables base) {
        for (OverlayTable table : tables) {
            table.restart(base);
        }
    }

    /** Returns where a row's record lies among this task's own, copying it there on first touch. */
    int slot(int table, int row) {
        return tables[table].slot(row);
    }

    /** Finds the slots of the first {@code count} rows at once, which overlaps their waits for memory. */
    void slots(int table, int[] rows, int count, int[] slots) {
        tables[table].slots(rows, count, slots);
    }

    /** Returns how many rows of a table were touched; their slots are the numbers below it. */
    int size(int table) {
        return tables[table].size();
    }

    /** Returns [slot][parameter] the touched rows of a table themselves, until the next new slot. */
    Matrix parameters(int table) {
        return tables[table].parameters();
    }

    /** Adds a scaled row to a network input. */
    void addTo(int table, int slot, float[] target, int at, float scale) {
        tables[table].addTo(slot, target, at, scale);
    }

    /** Copies a row to a network input. */
    void copyTo(int table, int slot, float[] target, int at) {
        tables[table].copyTo(slot, target, at);
    }

    /** Adds a scaled stretch of the input's gradient to the gradient of a row. */
    void addGradient(int table, int slot, float[] source, int at, float scale) {
        tables[table].addGradient(slot, source, at, scale);
    }

    /** Returns the squared norm of the gradients gathered since the last {@link #step}. */
    double squaredGradientNorm() {
        return Arrays.stream(tables)
                .mapToDouble(OverlayTable::squaredGradientNorm)
                .sum();
    }

    /** Moves every row that gathered a gradient, scaled by {@code gradientScale}, and forgets the gradients. */
    void step(UpdateRule rule, double learningRate, long step, float gradientScale) {
        UpdateRule.Move move = rule.at(learningRate, step);
        UpdateLanes lanes = new UpdateLanes(rule.statesOfParameter());
        for (OverlayTable table : tables) {
            table.step(move, lanes, gradientScale);
        }
    }

    /** Takes no step: rows stay as they are, and those that no other step moves are not among the touched. */
    void leaveOut() {
        for (OverlayTable table : tables) {
            table.leaveOut();
        }
    }

    /** Returns the touched rows, ascending, with their records. */
    RowRecords touched() {
        int[][] rows = new int[tables.length][];
        float[][] records = new float[tables.length][];
        for (int table = 0; table < tables.length; table++) {
            int[] slots = tables[table].slotsByRow();
            rows[table] = tables[table].rowsOf(slots);
            records[table] = tables[table].recordsOf(slots);
        }
        return new RowRecords(rows, records);
    }
}
