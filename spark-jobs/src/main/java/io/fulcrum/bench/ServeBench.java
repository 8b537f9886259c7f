package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import io.fulcrum.model.store.ModelDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Predictions for encoded rows, one request at a time on one core, by turns: ours without Spark, ONNX Runtime and plain
 * PyTorch, all with the numbers of one model directory. The others check their first answer against ours.
 */
public final class ServeBench implements Bench {
    private static final OptimizerSettings ANY =
            new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(1e-3), 0, Double.POSITIVE_INFINITY);

    private final Sides sides;
    private final Turns turns;
    private final List<ServeNet> nets;
    private final List<ServeRequests> kinds;
    private final Supplier<CensusRows> census;

    /**
     * Times the given networks.
     *
     * @param census asked for only if a network needs it
     */
    public ServeBench(
            Sides sides, Turns turns, List<ServeNet> nets, List<ServeRequests> kinds, Supplier<CensusRows> census) {
        this.sides = sides;
        this.turns = turns;
        this.nets = List.copyOf(nets);
        this.kinds = List.copyOf(kinds);
        this.census = census;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        List<BenchRow> rows = new ArrayList<>();
        for (ServeNet net : nets) {
            Workload workload = net.isOnCensus() ? net.on(census.get()) : ServeNet.ads();
            for (ServeRequests kind : kinds) {
                rows.addAll(rows(net, kind, workload, progress));
            }
        }
        return rows;
    }

    private List<BenchRow> rows(ServeNet net, ServeRequests kind, Workload workload, Progress progress) {
        String name = "serve/" + net + "/" + kind + "/";
        try (Lineup lineup = new Lineup()) {
            Path place = lineup.write("workload", workload);
            writeModel(workload, place.resolve("model"));
            lineup.add(sides.ours(ServeWorker.class, List.of(), place.toString(), kind.toString()));
            if (sides.hasPyTorch()) {
                lineup.add(sides.serving("PyTorch", place, "pytorch", kind));
                lineup.add(sides.serving("ONNX Runtime", place, "onnx", kind));
            }
            Latencies[][] taken = turns.takeTimed("serve " + net + " " + kind, lineup.sides(), progress);
            List<BenchRow> rows = new ArrayList<>();
            double[] ours = rates(taken[0], kind);
            if (taken.length > 1) {
                rows.add(BenchRow.ratio(name + "ratio-to-pytorch", "rows/s / PyTorch", ours, rates(taken[1], kind)));
                rows.add(BenchRow.ratio(name + "ratio-to-onnx", "rows/s / ONNX Runtime", ours, rates(taken[2], kind)));
            }
            rows.add(BenchRow.ratio(
                    name + "p99-of-p50",
                    "p99 / p50",
                    of(taken[0], Latencies::ninetyNinth),
                    of(taken[0], Latencies::median)));
            List<String> titles = List.of("", "pytorch-", "onnx-");
            for (int side = 0; side < taken.length; side++) {
                rows.addAll(speed(name + titles.get(side), kind, taken[side]));
            }
            return rows;
        }
    }

    private static List<BenchRow> speed(String name, ServeRequests kind, Latencies[] taken) {
        return List.of(
                BenchRow.of(name + "rows-per-second", "rows/s", rates(taken, kind)),
                BenchRow.of(name + "p50", "us", of(taken, one -> 1e6 * one.median())),
                BenchRow.of(name + "p99", "us", of(taken, one -> 1e6 * one.ninetyNinth())));
    }

    private static double[] rates(Latencies[] taken, ServeRequests kind) {
        return of(taken, one -> kind.rows() / one.mean());
    }

    private static double[] of(Latencies[] taken, ToDoubleFunction<Latencies> part) {
        return Arrays.stream(taken).mapToDouble(part).toArray();
    }

    /** Writes a model over a workload's columns of which every embedding row is trained. */
    static void writeModel(Workload workload, Path directory) {
        ModelSpec spec = workload.shape().spec();
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(ANY.rule()));
        SplittableRandom random = new SplittableRandom(1);
        int[][] rows = new int[tables.spec().tables().size()][];
        float[][] records = new float[rows.length][];
        for (int table = 0; table < rows.length; table++) {
            rows[table] =
                    IntStream.range(0, tables.spec().tables().get(table).rows()).toArray();
            records[table] = new float[rows[table].length * tables.spec().width(table)];
            for (int i = 0; i < records[table].length; i++) {
                records[table][i] = (float) random.nextDouble(-0.1, 0.1);
            }
        }
        tables.apply(new RowRecords(rows, records));
        try (RecommenderModel model = new RecommenderModel(spec, ANY)) {
            ModelDirectory.write(
                    directory.toString(), new Recommender(spec, model.parameters(), tables), "0123456789abcdef");
        }
    }
}
