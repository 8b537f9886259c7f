package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Trainings in a process of their own, and what their round logs tell.
 *
 * @param trainings [training][round]
 * @param seconds [training] from first to last, with what is not in any round
 */
record LoggedTrainings(List<List<RoundTimes>> trainings, double[] seconds) {
    /** Runs one training that does not count, then {@code runs} that do. */
    static LoggedTrainings run(Sides sides, Workload workload, TrainPlan plan, int runs, Progress progress) {
        try (Lineup lineup = new Lineup()) {
            Path log = lineup.make("log");
            Path place = lineup.write("workload", workload);
            lineup.add(sides.ours(TrainWorker.class, List.of(), place.toString(), plan.json(), log.toString()));
            Contestant worker = lineup.sides().get(0);
            progress.note("rounds of " + plan.localSteps() + " steps: " + worker.description());
            worker.secondsPerStep(Turns.ONE_STEP);
            List<List<RoundTimes>> trainings = new ArrayList<>();
            double[] seconds = new double[runs];
            for (int run = 0; run < runs; run++) {
                seconds[run] = worker.secondsPerStep(Turns.ONE_STEP);
                List<RoundTimes> rounds = RoundTimes.read(log);
                trainings.add(rounds);
                progress.update(String.format(
                        Locale.ROOT,
                        "rounds of %d steps: training %d of %d, %d rounds",
                        plan.localSteps(),
                        run + 1,
                        runs,
                        rounds.size()));
            }
            return new LoggedTrainings(trainings, seconds);
        }
    }

    /** Returns [training] the median of a figure over the later half of its rounds: in the first the JIT is at work. */
    double[] medians(ToDoubleFunction<RoundTimes> figure) {
        return trainings.stream()
                .mapToDouble(rounds -> {
                    double[] sorted = rounds.stream()
                            .skip(rounds.size() / 2)
                            .mapToDouble(figure)
                            .sorted()
                            .toArray();
                    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
                })
                .toArray();
    }

    /** Returns [training] the seconds outside of all rounds, for each round: the log, and the start of the training. */
    double[] outsideRounds() {
        double[] outside = new double[seconds.length];
        Arrays.setAll(outside, run -> {
            List<RoundTimes> rounds = trainings.get(run);
            return (seconds[run]
                            - rounds.stream().mapToDouble(RoundTimes::total).sum())
                    / rounds.size();
        });
        return outside;
    }
}
