package io.fulcrum.bench;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Json;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A workload with two more features: a list of the last field's table, pooled by attention to that field, and a list of
 * a table of its own, pooled by attention to a trained vector.
 */
record AttendedWorkload(Workload plain) {
    private static final int MOST_ENTRIES = 6;
    private static final int TAGS = 12;

    /**
     * A list as another implementation reads it.
     *
     * @param first number of its table's first row among the rows of all tables
     * @param field that is the query; -1 for a trained one
     * @param query number of the trained query among the rows of all tables; -1 for a field
     * @param ids [row of the batch][entry]
     */
    private record Attended(int first, int field, int query, List<List<Integer>> ids) {}

    /** Returns the same workload with rows that have lists. */
    Workload workload() {
        Shard rows = plain.shard();
        SplittableRandom random = new SplittableRandom(11);
        Shard.Lists[] lists = {lists(random, rows.rows(), lastRows()), lists(random, rows.rows(), TAGS)};
        Shard shard = new Shard(
                rows.ids(),
                lists,
                rows.numbers(),
                rows.labels(),
                rows.weights(),
                rows.groups(),
                rows.rows(),
                rows.scales());
        return new Workload(plain.shape(), shard, plain.order());
    }

    ModelSpec spec() {
        ModelSpec spec = plain.shape().spec();
        List<FeatureColumn> columns = new ArrayList<>(spec.features().columns());
        FeatureColumn last = spec.features().categorical().get(lastField());
        columns.add(new FeatureColumn("seen", FeatureColumn.Kind.CATEGORICAL_LIST, last.table(), last.rows()));
        columns.add(new FeatureColumn("tags", FeatureColumn.Kind.CATEGORICAL_LIST, "tags", TAGS));
        NetworkSettings network = new NetworkSettings(
                spec.network().architecture(),
                NetworkOptions.DEFAULT,
                EmbeddingSizes.of(spec.network().embeddingSize()),
                List.of(new ListAttention("seen", last.name()), new ListAttention("tags", "")));
        return new ModelSpec(spec.tasks(), new FeatureSchema(columns), spec.scales(), network, spec.seed());
    }

    /** Draws rows so large that some entries of a list count far more than others. */
    static void draw(EmbeddingTables tables) {
        SplittableRandom random = new SplittableRandom(12);
        int[][] rows = tables.spec().tables().stream()
                .map(table -> IntStream.range(0, table.rows()).toArray())
                .toArray(int[][]::new);
        float[][] records = new float[rows.length][];
        for (int table = 0; table < rows.length; table++) {
            records[table] = new float[rows[table].length * tables.spec().stride(table)];
            for (int i = 0; i < records[table].length; i++) {
                records[table][i] = (float) random.nextDouble(-1.5, 1.5);
            }
        }
        tables.apply(new RowRecords(rows, records));
    }

    /** Writes the lists of a batch. */
    void write(Path directory, Batch batch) throws IOException {
        int ids = plain.shape().fields().stream().mapToInt(count -> count).sum();
        List<Attended> lists = List.of(
                new Attended(ids - lastRows(), lastField(), -1, ids(batch, 0)),
                new Attended(ids, -1, ids + TAGS, ids(batch, 1)));
        Files.writeString(directory.resolve("lists.json"), Json.pretty(lists));
    }

    private int lastField() {
        return plain.shape().fields().size() - 1;
    }

    private int lastRows() {
        return plain.shape().fields().get(lastField());
    }

    private static List<List<Integer>> ids(Batch batch, int list) {
        Shard.Lists lists = batch.shard().lists()[list];
        return IntStream.range(0, batch.size())
                .map(batch::row)
                .mapToObj(row -> IntStream.range(lists.offsets()[row], lists.offsets()[row + 1])
                        .mapToObj(entry -> lists.ids()[entry])
                        .toList())
                .toList();
    }

    private static Shard.Lists lists(SplittableRandom random, int rows, int ids) {
        int[] offsets = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            offsets[row + 1] = offsets[row] + random.nextInt(MOST_ENTRIES);
        }
        return new Shard.Lists(offsets, random.ints(offsets[rows], 0, ids).toArray(), new float[0]);
    }
}
