package io.fulcrum.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The rounds of the training that made the evaluated model, for the plots of the report page.
 *
 * @param rounds in rising order of round
 * @param floors lower bounds of the task weights, where there were any
 * @param chosenEpoch number of the epoch whose parameters were kept, from 1, where one was chosen
 * @param run what the model's directory says of the whole run
 * @param notes what was odd about the log
 */
public record TrainingHistory(
        List<RoundEntry> rounds, Map<String, Double> floors, OptionalInt chosenEpoch, Run run, List<String> notes) {
    public static final TrainingHistory NONE =
            new TrainingHistory(List.of(), Map.of(), OptionalInt.empty(), Run.UNKNOWN, List.of());

    /**
     * The run as a whole.
     *
     * @param epochs that the configuration allowed
     * @param seconds from the start of the command to the publishing of the model
     */
    public record Run(OptionalInt epochs, OptionalDouble seconds) {
        public static final Run UNKNOWN = new Run(OptionalInt.empty(), OptionalDouble.empty());
    }

    public TrainingHistory {
        rounds = List.copyOf(rounds);
        floors = Immutable.copyInOrder(floors);
        notes = List.copyOf(notes);
    }

    public TrainingHistory withFloors(Map<String, Double> floors) {
        return new TrainingHistory(rounds, floors, chosenEpoch, run, notes);
    }

    public TrainingHistory withChosenEpoch(int epoch) {
        return new TrainingHistory(rounds, floors, OptionalInt.of(epoch), run, notes);
    }

    public TrainingHistory of(Run run) {
        return new TrainingHistory(rounds, floors, chosenEpoch, run, notes);
    }

    public TrainingHistory withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new TrainingHistory(rounds, floors, chosenEpoch, run, more);
    }

    /** Seconds of all rounds, without loading, validation and writing. */
    public double roundSeconds() {
        return rounds.stream().mapToDouble(round -> round.at().seconds()).sum();
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
