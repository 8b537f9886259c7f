package io.fulcrum.model.architecture;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import io.fulcrum.model.graph.Composition;
import io.fulcrum.model.graph.Gates;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.NetworkGraph;
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
public interface Architecture extends Composition, Serializable {

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

    @Override
    default String key() {
        return ArchitectureType.of(this).key();
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

    /** Returns [task] the factors of all tasks' outputs for one task: its own, and the rest in equal parts. */
    static List<Double> ownAndOthers(double own, int task, int tasks) {
        List<Double> factors = new ArrayList<>(Collections.nCopies(tasks, tasks == 1 ? 0 : (1 - own) / (tasks - 1)));
        factors.set(task, tasks == 1 ? 1 : own);
        return List.copyOf(factors);
    }
}
