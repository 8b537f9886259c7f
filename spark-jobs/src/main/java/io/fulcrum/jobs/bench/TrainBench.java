package io.fulcrum.jobs.bench;

import io.fulcrum.job.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whole trainings of the census-size MMoE by two workers on two cores, with rounds, probes and logging, against plain
 * PyTorch steps on the same two cores in the best of four ways: two threads, two threads and two more across
 * operations, two threads with the fused Adam, and one thread.
 */
public final class TrainBench implements Bench {
  private static final String NAME = "train/census-mmoe-two-cores/";
  private static final List<Way> WAYS = List.of(new Way("two-threads", 2), new Way("one-thread", 1),
      new Way("two-and-two-threads", 2, "--interop-threads", "2"), new Way("fused-adam", 2, "--adam", "fused"));

  private final Sides sides;
  private final Turns turns;
  private final RoundSize size;
  private final CensusRows census;

  /** A way to run PyTorch. */
  private record Way(String name, int threads, String... options) { }

  /** Pins all sides to the cores of {@code sides}, which should be two. */
  public TrainBench(Sides sides, Turns turns, RoundSize size, CensusRows census) {
    this.sides = sides;
    this.turns = turns;
    this.size = size;
    this.census = census;
  }

  @Override
  public List<BenchRow> run(Progress progress) {
    Workload workload = StepNet.CENSUS_MMOE.onCensus(census, size.batchSize());
    try (Lineup lineup = new Lineup()) {
      Path place = lineup.write("workload", workload);
      TrainPlan plan = size.plan(2);
      lineup.add(sides.ours(
          TrainWorker.class, List.of(), place.toString(), plan.json(), lineup.make("log").toString()));
      if (sides.hasPyTorch()) {
        WAYS.forEach(way -> lineup.add(sides.pyTorch(place, way.threads(), way.options())));
      }
      double[][] seconds = turns.take(NAME.substring(0, NAME.length() - 1), lineup.sides(), progress);
      return rows(workload.shape(), seconds);
    }
  }

  private List<BenchRow> rows(WorkloadShape shape, double[][] seconds) {
    double[] ours = speeds((double) shape.rows() * size.epochs(), seconds[0]);
    List<BenchRow> rows = new ArrayList<>();
    List<BenchRow> theirs = IntStream.range(1, seconds.length)
        .mapToObj(side -> BenchRow.of(
            NAME + "pytorch-" + WAYS.get(side - 1).name() + "-rows-per-second", "rows/s",
            speeds(shape.batchSize(), seconds[side])))
        .toList();
    IntStream.range(1, seconds.length).boxed().max(Comparator.comparing(side -> theirs.get(side - 1).median()))
        .ifPresent(best -> rows.add(BenchRow.ratio(NAME + "ratio-to-pytorch", "rows/s / PyTorch's best", ours,
            speeds(shape.batchSize(), seconds[best]))));
    rows.add(BenchRow.of(NAME + "rows-per-second", "rows/s", ours));
    rows.addAll(theirs);
    return rows;
  }

  private static double[] speeds(double rows, double[] seconds) {
    return Arrays.stream(seconds).map(taken -> rows / taken).toArray();
  }
}
