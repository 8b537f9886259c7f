package io.fulcrum.train;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.exchange.SavedRows;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * An older model that a run starts from in the place of initial values: its dense parameters, and its embedding rows of
 * those values that are still known. Optimiser state, outer velocity, task weights and counts start anew.
 *
 * @param tables [table] which rows are taken over
 */
public record WarmStart(Recommender model, List<RowsTaken> tables) {
    private static final int PIECE_ROWS = 1 << 14;

    /**
     * The rows of one table that are taken over.
     *
     * @param rows [entry] of the new table, ascending
     * @param from [entry] the older table's row
     */
    public record RowsTaken(int[] rows, int[] from) {}

    public WarmStart {
        tables = List.copyOf(tables);
    }

    /**
     * Returns what the new run's model is: what its data says, with labels in the older model's scales, in whose units
     * the parameters taken over speak.
     *
     * @throws JobFailure if the dense parameters do not fit
     */
    ModelSpec over(ModelSpec fresh) {
        ModelSpec old = model.spec();
        require(old.tasks().equals(fresh.tasks()), "tasks", old.tasks(), fresh.tasks());
        require(old.network().equals(fresh.network()), "network", old.network(), fresh.network());
        require(
                inputs(old.features()).equals(inputs(fresh.features())),
                "features",
                inputs(old.features()),
                inputs(fresh.features()));
        return new ModelSpec(fresh.tasks(), fresh.features(), old.scales(), fresh.network(), fresh.seed());
    }

    /** Returns the dense parameters. */
    float[] parameters() {
        return model.parameters();
    }

    /**
     * Hands out the rows taken over, each followed by fresh optimiser state, a piece of one table at a time. They count
     * as seen in the first round, so that they are evicted like rows that this run's data left behind.
     */
    void rows(EmbeddingSpec fresh, Consumer<SavedRows> target) {
        for (int table = 0; table < tables.size(); table++) {
            RowsTaken taken = tables.get(table);
            for (int at = 0; at < taken.rows().length; at += PIECE_ROWS) {
                int end = Math.min(taken.rows().length, at + PIECE_ROWS);
                target.accept(piece(
                        table,
                        Arrays.copyOfRange(taken.rows(), at, end),
                        records(table, Arrays.copyOfRange(taken.from(), at, end), fresh.stride(table))));
            }
        }
    }

    private float[] records(int table, int[] from, int stride) {
        int[][] wanted = new int[model.tables().spec().tables().size()][0];
        wanted[table] = from;
        float[] old = model.tables().recordsOf(wanted).records(table);
        int width = model.tables().spec().stride(table);
        float[] records = new float[from.length * stride];
        for (int i = 0; i < from.length; i++) {
            System.arraycopy(old, i * width, records, i * stride, width);
        }
        return records;
    }

    private SavedRows piece(int table, int[] rows, float[] records) {
        int[][] allRows = new int[tables.size()][0];
        float[][] allRecords = new float[tables.size()][0];
        allRows[table] = rows;
        allRecords[table] = records;
        int[][] firstRound =
                Arrays.stream(allRows).map(all -> new int[all.length]).toArray(int[][]::new);
        return new SavedRows(new RowRecords(allRows, allRecords), firstRound);
    }

    private static List<String> inputs(FeatureSchema features) {
        return features.columns().stream().map(WarmStart::input).toList();
    }

    private static String input(FeatureColumn column) {
        return column.name() + " " + column.kind() + " " + column.table() + " " + column.pooling();
    }

    private static void require(boolean same, String what, Object old, Object fresh) {
        if (!same) {
            throw JobFailure.invalid("The model to start from has other " + what + " than this run: " + old
                    + " against " + fresh
                    + ". Its dense parameters would not fit; train without --warm-start, or with its " + what + ".");
        }
    }
}
