package io.fulcrum.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The rounds of the training that made the evaluated model, for the plots of the report page.
 *
 * @param rounds in rising order of round
 * @param floors lower bounds of the task weights, where there were any
 * @param chosenEpoch the epoch whose parameters were kept, where one was chosen
 * @param notes what was odd about the log
 */
public record TrainingHistory(
        List<RoundEntry> rounds, Map<String, Double> floors, OptionalInt chosenEpoch, List<String> notes) {
    public static final TrainingHistory NONE = new TrainingHistory(List.of(), Map.of(), OptionalInt.empty(), List.of());

    public TrainingHistory {
        rounds = List.copyOf(rounds);
        floors = Immutable.copyInOrder(floors);
        notes = List.copyOf(notes);
    }

    public TrainingHistory withFloors(Map<String, Double> floors) {
        return new TrainingHistory(rounds, floors, chosenEpoch, notes);
    }

    public TrainingHistory withChosenEpoch(int epoch) {
        return new TrainingHistory(rounds, floors, OptionalInt.of(epoch), notes);
    }

    public boolean isEmpty() {
        return rounds.isEmpty();
    }

    /** The tasks in the log's order, which is that of the cosine matrices. */
    public List<String> tasks() {
        Set<String> tasks = new LinkedHashSet<>();
        rounds.forEach(round -> tasks.addAll(round.losses().keySet()));
        return List.copyOf(tasks);
    }

    /** The rounds that ended an epoch with a validation. */
    public List<RoundEntry> validated() {
        List<RoundEntry> validated = new ArrayList<>(rounds);
        validated.removeIf(round -> round.validation().isEmpty());
        return validated;
    }
}
