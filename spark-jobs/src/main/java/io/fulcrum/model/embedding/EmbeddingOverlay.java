package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.optimizer.UpdateLanes;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.stream.IntStream;

/**
 * A running task's own copy of the embedding rows that it touched, over a read-only replica of all of them. Copied on
 * first touch; at the end of the round the overlay <em>is</em> the change that travels.
 */
public final class EmbeddingOverlay {
    private final OverlayTable[] tables;
    private UpdateLanes lanes = new UpdateLanes(0);

    @SuppressWarnings("NullAway.Init") // the first step sets both
    private UpdateRule stepped; // of the last step, with its moves

    @SuppressWarnings("NullAway.Init")
    private UpdateRule.Move move;

    public EmbeddingOverlay(EmbeddingTables base) {
        tables = IntStream.range(0, base.spec().tables().size())
                .mapToObj(table -> new OverlayTable(base, table))
                .toArray(OverlayTable[]::new);
    }

    /** Forgets every touched row and starts again over {@code base}, in the memory that it has. */
    public void restart(EmbeddingTables base) {
        for (OverlayTable table : tables) {
            table.restart(base);
        }
    }

    /** Returns where a row's record lies among this task's own, copying it there on first touch. */
    public int slot(int table, int row) {
        return tables[table].slot(row);
    }

    /** Finds the slots of the first {@code count} rows at once, which overlaps their waits for memory. */
    public void slots(int table, int[] rows, int count, int[] slots) {
        tables[table].slots(rows, count, slots);
    }

    /** Returns how many rows of a table were touched; their slots are the numbers below it. */
    public int size(int table) {
        return tables[table].size();
    }

    /** Returns [slot][parameter] the touched rows of a table themselves, until the next new slot. */
    public Matrix parameters(int table) {
        return tables[table].parameters();
    }

    /** Adds a scaled row to a network input. */
    public void addTo(int table, int slot, float[] target, int at, float scale) {
        tables[table].addTo(slot, target, at, scale);
    }

    /** Copies a row to a network input. */
    public void copyTo(int table, int slot, float[] target, int at) {
        tables[table].copyTo(slot, target, at);
    }

    /** Adds a scaled stretch of the input's gradient to the gradient of a row. */
    public void addGradient(int table, int slot, float[] source, int at, float scale) {
        tables[table].addGradient(slot, source, at, scale);
    }

    /** Returns the squared norm of the gradients gathered since the last {@link #step}. */
    public double squaredGradientNorm() {
        double sum = 0;
        double lost = 0; // by rounding, which is why the order of the tables hardly matters (Kahan, 1965)
        for (OverlayTable table : tables) {
            double summand = table.squaredGradientNorm() - lost;
            double next = sum + summand;
            lost = next - sum - summand;
            sum = next;
        }
        return sum - lost;
    }

    /** Moves every row that gathered a gradient, scaled by {@code gradientScale}, and forgets the gradients. */
    public void step(UpdateRule rule, double learningRate, long step, float gradientScale) {
        if (!rule.equals(stepped)) {
            stepped = rule;
            move = rule.moves();
            lanes = new UpdateLanes(rule.statesOfParameter());
        }
        move.start(learningRate, step);
        for (OverlayTable table : tables) {
            table.step(move, lanes, gradientScale);
        }
    }

    /** Takes no step: rows stay as they are, and those that no other step moves are not among the touched. */
    public void leaveOut() {
        for (OverlayTable table : tables) {
            table.leaveOut();
        }
    }

    /** Adds the gradients gathered since the last {@link #step} to those of a task, and forgets them. */
    public void takeGradients(int task, EmbeddingGradients target) {
        for (int table = 0; table < tables.length; table++) {
            tables[table].takeGradients(task, target.table(table, tables[table].width()));
        }
    }

    /** Returns the touched rows, ascending, with their records. */
    public RowRecords touched() {
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
