package io.fulcrum.model;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import io.fulcrum.model.NetworkGraph.Value;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The shape of a network between its input columns and one logit per task, as plain data: its fields are what a model's
 * file holds. {@link ArchitectureType} is the catalogue.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "type")
@JsonTypeIdResolver(StoredArchitecture.class)
public interface Architecture extends Serializable {

    /**
     * Composes the network.
     *
     * @param tasks number of tasks, at least 1
     * @return [task] the logits, each of one column
     */
    List<Value> logits(GraphBuilder graph, int tasks);

    /** Whether tasks are steps of a chain of events, each of which happens only where the one before did. */
    default boolean needsChain() {
        return false;
    }

    /**
     * Whether each task has a head of its own over something shared, which puts out the logit that the task's labels
     * belong to: such a task may have a small tower too.
     */
    default boolean takesSmallTowers() {
        return true;
    }

    /**
     * Returns the same for tasks of which each depends on others, unless the architecture knows no such dependence.
     *
     * @param parents [task] numbers of the tasks that it depends on
     */
    default Optional<Architecture> withParents(List<List<Integer>> parents) {
        return Optional.empty();
    }

    /** Returns why it cannot be one of this many tasks, if so. */
    default Optional<String> misfit(int tasks) {
        return Optional.empty();
    }

    /** Parameters of an embedding row that it needs at least. */
    default int leastEmbeddingSize(int tasks) {
        return 1;
    }

    /** Whether softmax gates mix experts, as {@link Gates} say. */
    default boolean hasGates() {
        return false;
    }

    /**
     * Returns what training found of the network's structure, in sentences; most architectures search for none.
     *
     * @param tasks [task] their names
     * @param factor what a value of this name, a blend of one other, is scored with
     */
    default List<String> found(List<String> tasks, ToDoubleFunction<String> factor) {
        return List.of();
    }

    /** Whether tasks share parameters of the network, besides embedding rows. */
    default boolean sharesParameters(int tasks) {
        InputFields sample = InputFields.sample(namedFeatures(), leastEmbeddingSize(Math.max(2, tasks)));
        return NetworkGraph.of(this, sample, tasks).layout().sharedSize() > 0;
    }

    /** Features whose columns it reads by their names. */
    default List<String> namedFeatures() {
        return List.of();
    }

    /** Layers of one stack, at most. */
    int MOST_LAYERS = 64;

    /** Levels of experts or sub-networks, at most. */
    int MOST_LEVELS = 16;

    /** Rounds of a schedule, at most. */
    int MOST_ROUNDS = 1_000_000;

    /** Units of a hidden layer, experts of a mixture and parameters of an embedding row, at most. */
    int MOST_UNITS = 1 << 16;

    /** Copies a list of layer widths, refusing any that is not positive or absurdly large. */
    static List<Integer> checkedWidths(String where, List<Integer> widths) {
        if (widths.size() > MOST_LAYERS) {
            throw new IllegalArgumentException(where + " has " + widths.size() + " layers, but at most " + MOST_LAYERS
                    + " are possible. Make the stack shallower.");
        }
        for (int i = 0; i < widths.size(); i++) {
            if (widths.get(i) < 1) {
                throw new IllegalArgumentException(where + "[" + i + "] = " + widths.get(i)
                        + " must be at least 1. Give every hidden layer a positive number of units, or "
                        + "remove it from the list.");
            }
            checkedUnits(where + "[" + i + "]", widths.get(i));
        }
        return List.copyOf(widths);
    }

    /** Returns a number of units, experts or columns unless it is absurdly large. */
    static int checkedUnits(String where, int units) {
        if (units > MOST_UNITS) {
            throw new IllegalArgumentException(where + " = " + units + " must be at most " + MOST_UNITS
                    + ". Set a smaller number, of which the arrays fit into memory.");
        }
        return units;
    }

    /** Copies a list of layer widths that must name at least one layer. */
    static List<Integer> checkedSharedWidths(String where, List<Integer> widths) {
        if (widths.isEmpty()) {
            throw new IllegalArgumentException(
                    where + " = [] must name at least one layer, otherwise the tasks share nothing."
                            + " Set the widths of the shared layers, for example [64, 32].");
        }
        return checkedWidths(where, widths);
    }

    /** Returns a number of experts that are mixed. */
    static int checkedExperts(int experts) {
        if (experts < 1) {
            throw new IllegalArgumentException(
                    "experts = " + experts + " must be at least 1. Set how many experts the tasks mix, for example 8.");
        }
        return checkedUnits("experts", experts);
    }

    /** Refuses a number of levels that is below 1 or absurdly large; {@code ofWhat} names them in the message. */
    static void checkedLevels(int levels, String ofWhat) {
        if (levels < 1 || levels > MOST_LEVELS) {
            throw new IllegalArgumentException("levels = " + levels + " must be between 1 and " + MOST_LEVELS
                    + ". Set how many levels of " + ofWhat + " there are, for example 2.");
        }
    }

    /** Refuses a factor of what is added to the loss unless it is finite and at least 0. */
    static void checkedFactor(String where, double factor, String example) {
        if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    where + " = " + factor + " must be finite and at least 0. Set, for example, " + example + ".");
        }
    }

    /** Refuses a number of rounds that is below 0 or absurdly large. */
    static void checkedRounds(String where, int rounds) {
        if (rounds < 0 || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException(where + " = " + rounds + " must be between 0 and " + MOST_ROUNDS
                    + ". Set a number of rounds, for example 20.");
        }
    }

    /** Refuses a share that is not between 0 and 1. */
    static void checkedShare(String where, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    where + " = " + share + " must be between 0 and 1. Set a share, for example 0.9.");
        }
    }

    /** Returns [task] the factors of all tasks' outputs for one task: its own, and the rest in equal parts. */
    static List<Double> ownAndOthers(double own, int task, int tasks) {
        List<Double> factors = new ArrayList<>(Collections.nCopies(tasks, tasks == 1 ? 0 : (1 - own) / (tasks - 1)));
        factors.set(task, tasks == 1 ? 1 : own);
        return List.copyOf(factors);
    }
}
