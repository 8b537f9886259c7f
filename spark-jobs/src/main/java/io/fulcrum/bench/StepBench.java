package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import io.fulcrum.model.ModelSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A training step against plain PyTorch, in the best of its ways, on the same core, same rows, same batches, by turns;
 * and for the wide network against the rate of matrix products alone.
 */
public final class StepBench implements Bench {
    private final Sides sides;
    private final Turns turns;
    private final List<StepNet> nets;
    private final int batchSize;
    private final Supplier<CensusRows> census;

    /**
     * Times the given networks.
     *
     * @param census asked for only if a network needs it
     */
    public StepBench(Sides sides, Turns turns, List<StepNet> nets, int batchSize, Supplier<CensusRows> census) {
        this.sides = sides;
        this.turns = turns;
        this.nets = List.copyOf(nets);
        this.batchSize = batchSize;
        this.census = census;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        List<PyTorchWay> ways = PyTorchWay.at(sides);
        if (!ways.isEmpty() && !ways.contains(PyTorchWay.COMPILED)) {
            progress.note(
                    "torch.compile does not work here, so PyTorch is compared without it; it needs a C++ compiler.");
        }
        List<BenchRow> rows = new ArrayList<>();
        for (StepNet net : nets) {
            rows.addAll(net(net, workload(net), ways, progress));
        }
        return rows;
    }

    private Workload workload(StepNet net) {
        return net.isWide() ? StepNet.wide(batchSize) : net.onCensus(census.get(), batchSize);
    }

    private List<BenchRow> net(StepNet net, Workload workload, List<PyTorchWay> ways, Progress progress) {
        String name = "step/" + net;
        try (Lineup lineup = new Lineup()) {
            Path place = lineup.write("workload", workload);
            lineup.add(sides.ours(StepWorker.class, List.of(), place.toString()));
            ways.forEach(way -> lineup.add(way.start(sides, place, 1, List.of())));
            if (net.isWide()) {
                lineup.add(sides.ours(SgemmWorker.class, List.of(), place.toString()));
            }
            double[][] seconds = turns.take(name, lineup.sides(), progress);
            List<BenchRow> rows = new ArrayList<>(speed(name + "/", workload.shape(), seconds[0]));
            rows.add(BenchRow.of(name + "/parameters", "besides tables", new double[] {parameters(workload.shape())}));
            if (net.isWide()) {
                rows.addAll(0, ofSgemm(name, workload.shape(), seconds[0], seconds[seconds.length - 1]));
            }
            if (!ways.isEmpty()) {
                Map<PyTorchWay, double[]> theirs = PyTorchWay.taken(ways, seconds, 1);
                double[] best = theirs.get(PyTorchWay.best(theirs));
                rows.add(0, ratio(name, theirs, seconds[0]));
                rows.addAll(speed(name + "/pytorch-", workload.shape(), best));
                theirs.forEach((way, taken) -> rows.add(rate(name + "/pytorch-" + way + "-", workload.shape(), taken)));
            }
            return rows;
        }
    }

    private static double parameters(WorkloadShape shape) {
        return ModelSize.of(shape.spec()).parameters();
    }

    /** Returns the comparison with the best way, which the unit names. */
    private static BenchRow ratio(String name, Map<PyTorchWay, double[]> theirs, double[] ours) {
        PyTorchWay best = PyTorchWay.best(theirs);
        return BenchRow.ratio(
                name + "/ratio-to-pytorch", Sides.RATIO + ", PyTorch's best: " + best, theirs.get(best), ours);
    }

    private static List<BenchRow> ofSgemm(String name, WorkloadShape shape, double[] ours, double[] sgemm) {
        double[] rates = over(SgemmWorker.flops(shape) / 1e9, sgemm);
        return List.of(
                BenchRow.ratio(
                        name + "/share-of-sgemm", "GFLOPS / sgemm's", over(shape.stepFlops() / 1e9, ours), rates),
                BenchRow.of(name + "/sgemm-gflops", "GFLOPS", rates));
    }

    private static List<BenchRow> speed(String name, WorkloadShape shape, double[] seconds) {
        return List.of(
                rate(name, shape, seconds),
                BenchRow.of(name + "gflops", "GFLOPS", over(shape.stepFlops() / 1e9, seconds)));
    }

    private static BenchRow rate(String name, WorkloadShape shape, double[] seconds) {
        return BenchRow.of(name + "rows-per-second", "rows/s", over(shape.batchSize(), seconds));
    }

    private static double[] over(double amount, double[] seconds) {
        return Arrays.stream(seconds).map(taken -> amount / taken).toArray();
    }
}
