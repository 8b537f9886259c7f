package io.fulcrum.evaluate;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** Advice that a training's rounds give: weights that never left their floor, a best epoch that is the last one. */
public final class TrainingHints {
    private static final int FEWEST_ROUNDS = 4;
    private static final double NEAR = 1e-6;

    private TrainingHints() {}

    /** Returns a sentence for each thing that deserves attention; none for a sound training. */
    public static List<String> of(TrainingHistory history) {
        List<String> hints = new ArrayList<>();
        if (isBalanced(history)) {
            history.tasks().stream()
                    .filter(task -> isAlwaysAtFloor(history, task))
                    .forEach(task -> hints.add(atFloor(history, task)));
        }
        if (isStillImproving(history)) {
            hints.add(String.format(
                    Locale.ROOT,
                    "The best epoch is %d, the last one allowed: validation metrics may still improve."
                            + " Raise rounds.epochs.",
                    history.chosenEpoch().getAsInt()));
        }
        return hints;
    }

    /** Whether weights change at all: those of method static do not, whatever their floors. */
    private static boolean isBalanced(TrainingHistory history) {
        return history.rounds().size() >= FEWEST_ROUNDS
                && history.tasks().stream().anyMatch(task -> {
                    DoubleSummaryStatistics weights = history.rounds().stream()
                            .flatMap(round -> round.taskWeights().entrySet().stream())
                            .filter(entry -> entry.getKey().equals(task))
                            .mapToDouble(entry -> entry.getValue())
                            .summaryStatistics();
                    return weights.getMax() - weights.getMin() > NEAR;
                });
    }

    /** The weights of the first round are given, not solved for. */
    private static boolean isAlwaysAtFloor(TrainingHistory history, String task) {
        double floor = history.floors().getOrDefault(task, 0.0);
        return history.rounds().stream().skip(1).allMatch(round -> {
            Double weight = round.taskWeights().get(task);
            return weight != null && weight <= floor + NEAR;
        });
    }

    private static String atFloor(TrainingHistory history, String task) {
        double floor = history.floors().getOrDefault(task, 0.0);
        return floor == 0
                ? String.format(
                        Locale.ROOT,
                        "Task %s had task weight 0 in every round after the first, so it was not trained."
                                + " Give it a floor, or try another balance.normalise or balance.method.",
                        task)
                : String.format(
                        Locale.ROOT,
                        "Task %s stayed at its floor (task weight %.3f) in every round after the first: the floor alone"
                                + " decides its weight. Check the floor, or try another balance.normalise or balance.method.",
                        task,
                        floor);
    }

    private static boolean isStillImproving(TrainingHistory history) {
        return history.run().epochs().isPresent()
                && history.chosenEpoch().isPresent()
                && history.run().epochs().getAsInt() > 1
                && history.chosenEpoch().getAsInt() == history.run().epochs().getAsInt();
    }
}
