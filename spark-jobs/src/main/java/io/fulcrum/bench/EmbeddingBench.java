package io.fulcrum.bench;

import io.fulcrum.data.Shard;
import io.fulcrum.job.Progress;
import io.fulcrum.model.architecture.Mmoe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Steps over large embedding tables against PyTorch with dense and with sparse gradients, what share of a step the
 * tables take, and what a table of ten times the rows costs where the same number is touched: there every id is ten
 * times as large, so the rows lie ten times as far apart.
 */
public final class EmbeddingBench implements Bench {
    private static final Mmoe NETWORK = new Mmoe(4, List.of(256, 128), List.of(64));
    private static final int TEN = 10;
    private static final long OTHER_HEAP = 1_500L << 20;

    private final Sides sides;
    private final Turns turns;
    private final Size size;
    private final List<Part> parts;

    /** What is timed. */
    public enum Part {
        /** Ids all alike, which gives the rows without a part in their names. */
        UNIFORM,
        /** Ids about as 1 / rank. */
        ZIPF,
        /** Tables of ten times the rows, against tables of the size itself and against PyTorch. */
        TEN_TIMES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * How much there is.
     *
     * @param ids of each field
     * @param width of an embedding row
     */
    public record Size(int fields, int ids, int width, int batchSize) {
        Workload workload(GeneratedRows.Draw draw) {
            GeneratedRows rows = new GeneratedRows(GeneratedRows.Columns.equalFields(fields, ids, width), draw);
            return Workload.of(NETWORK, rows.columns(), rows.shard(1, StepWorker.ROUND_STEPS * batchSize), batchSize);
        }

        /** The same rows over tables of ten times the rows. */
        Workload spread(Workload near) {
            Shard shard = near.shard();
            int[][] far = Arrays.stream(shard.ids())
                    .map(column -> Arrays.stream(column).map(id -> id * TEN).toArray())
                    .toArray(int[][]::new);
            return Workload.of(
                    NETWORK,
                    GeneratedRows.Columns.equalFields(fields, ids * TEN, width),
                    new Shard(
                            far,
                            shard.lists(),
                            shard.numbers(),
                            shard.labels(),
                            Shard.UNWEIGHTED,
                            shard.groups(),
                            shard.rows(),
                            shard.scales()),
                    batchSize);
        }
    }

    public EmbeddingBench(Sides sides, Turns turns, Size size, List<Part> parts) {
        this.sides = sides;
        this.turns = turns;
        this.size = size;
        this.parts = List.copyOf(parts);
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        List<BenchRow> rows = new ArrayList<>();
        for (Part part : parts) {
            rows.addAll(
                    switch (part) {
                        case UNIFORM -> against("embedding/", size.workload(GeneratedRows.Draw.UNIFORM), progress);
                        case ZIPF -> against("embedding/zipf/", size.workload(GeneratedRows.Draw.ZIPF), progress);
                        case TEN_TIMES -> tenTimes(size.workload(GeneratedRows.Draw.UNIFORM), progress);
                    });
        }
        return rows;
    }

    private List<BenchRow> against(String name, Workload workload, Progress progress) {
        try (Lineup lineup = new Lineup()) {
            Path place = lineup.write("workload", workload);
            lineup.add(ours(StepWorker.class, workload.shape(), place));
            lineup.add(ours(EmbeddingWorker.class, workload.shape(), place));
            if (sides.hasPyTorch()) {
                lineup.add(sides.pyTorch(place, 1));
                lineup.add(sides.pyTorch(place, 1, "--gradients", "sparse"));
            }
            double[][] seconds = turns.take(name.substring(0, name.length() - 1), lineup.sides(), progress);
            List<BenchRow> rows = new ArrayList<>();
            if (sides.hasPyTorch()) {
                rows.add(BenchRow.ratio(name + "ratio-to-pytorch-dense", Sides.RATIO, seconds[2], seconds[0]));
                rows.add(BenchRow.ratio(name + "ratio-to-pytorch-sparse", Sides.RATIO, seconds[3], seconds[0]));
                rows.add(BenchRow.of(name + "pytorch-dense-ms", "ms a step", milliseconds(seconds[2])));
                rows.add(BenchRow.of(name + "pytorch-sparse-ms", "ms a step", milliseconds(seconds[3])));
            }
            rows.add(BenchRow.ratio(name + "share-of-step", "tables' time / step's", seconds[1], seconds[0]));
            rows.add(BenchRow.of(name + "step-ms", "ms a step", milliseconds(seconds[0])));
            return rows;
        }
    }

    private List<BenchRow> tenTimes(Workload near, Progress progress) {
        Workload far = size.spread(near);
        String large = "embedding/" + (size.ids() * TEN == 1_000_000 ? "million" : "" + size.ids() * TEN) + "-ids/";
        try (Lineup lineup = new Lineup()) {
            Path nearPlace = lineup.write("near", near);
            Path farPlace = lineup.write("far", far);
            lineup.add(ours(StepWorker.class, near.shape(), nearPlace));
            lineup.add(ours(StepWorker.class, far.shape(), farPlace));
            if (sides.hasPyTorch()) {
                lineup.add(sides.pyTorch(farPlace, 1));
            }
            double[][] seconds = turns.take("embedding/ten-times-table", lineup.sides(), progress);
            List<BenchRow> rows = new ArrayList<>();
            rows.add(BenchRow.ratio("embedding/ten-times-table", "step time / base's", seconds[1], seconds[0]));
            rows.add(BenchRow.of(large + "step-ms", "ms a step", milliseconds(seconds[1])));
            if (sides.hasPyTorch()) {
                rows.add(BenchRow.ratio(large + "ratio-to-pytorch-dense", Sides.RATIO, seconds[2], seconds[1]));
                rows.add(BenchRow.of(large + "pytorch-dense-ms", "ms a step", milliseconds(seconds[2])));
            }
            return rows;
        }
    }

    private Contestant ours(Class<?> main, WorkloadShape shape, Path place) {
        long heap = shape.tableBytes() / 2 * 3 + OTHER_HEAP; // a third of a heap is for young objects
        return sides.ours(main, List.of("-Xmx" + (heap >> 20) + "m"), place.toString());
    }

    private static double[] milliseconds(double[] seconds) {
        return Arrays.stream(seconds).map(second -> 1e3 * second).toArray();
    }
}
