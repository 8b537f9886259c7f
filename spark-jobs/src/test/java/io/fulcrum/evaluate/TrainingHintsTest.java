package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingHintsTest {
    /** A training whose first round has equal weights, and whose later ones those given for task "buy". */
    private static TrainingHistory history(double... buy) {
        List<RoundEntry> rounds = new ArrayList<>();
        IntStream.range(0, buy.length)
                .forEach(i -> rounds.add(new RoundEntry(
                        new RoundEntry.Position(i + 1, i + 1, 10, 1),
                        Map.of("buy", 0.5),
                        Map.of("buy", buy[i], "click", 2 - buy[i]),
                        List.of(),
                        RoundEntry.Changes.UNKNOWN,
                        Map.of(),
                        NetworkEntry.UNKNOWN,
                        Map.of())));
        return new TrainingHistory(rounds, Map.of(), OptionalInt.empty(), TrainingHistory.Run.UNKNOWN, List.of());
    }

    @Test
    void of_weightAtItsFloorInEveryRound_namesTaskAndFloor() {
        assertThat(TrainingHints.of(history(1, 0.4, 0.4, 0.4).withFloors(Map.of("buy", 0.4))))
                .containsExactly(
                        "Task buy stayed at its floor (task weight 0.400) in every round after the first: the floor alone"
                                + " decides its weight. Check the floor, or try another balance.normalise or balance.method.");
        assertThat(TrainingHints.of(history(1, 0, 0, 0)))
                .containsExactly("Task buy had task weight 0 in every round after the first, so it was not trained."
                        + " Give it a floor, or try another balance.normalise or balance.method.");
    }

    @Test
    void of_weightThatLeftItsFloor_isNoHint() {
        assertThat(TrainingHints.of(history(1, 0.4, 0.41, 0.4).withFloors(Map.of("buy", 0.4))))
                .isEmpty();
    }

    @Test
    void of_weightsThatNeverChange_isNoHint() {
        assertThat(TrainingHints.of(history(0.4, 0.4, 0.4, 0.4).withFloors(Map.of("buy", 0.4))))
                .as("method static")
                .isEmpty();
    }

    @Test
    void of_bestEpochIsTheLastAllowed_saysSo() {
        TrainingHistory history = history(1, 0.9, 0.8).withChosenEpoch(3);
        assertThat(TrainingHints.of(history.of(run(3))))
                .containsExactly("The best epoch is 3, the last one allowed: validation metrics may still improve."
                        + " Raise rounds.epochs.");
        assertThat(TrainingHints.of(history.of(run(4)))).isEmpty();
        assertThat(TrainingHints.of(history)).as("epochs unknown").isEmpty();
        assertThat(TrainingHints.of(history(1).withChosenEpoch(1).of(run(1))))
                .as("one epoch was asked for")
                .isEmpty();
    }

    private static TrainingHistory.Run run(int epochs) {
        return new TrainingHistory.Run(OptionalInt.of(epochs), OptionalDouble.empty());
    }
}
