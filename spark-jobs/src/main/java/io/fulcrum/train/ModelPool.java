package io.fulcrum.train;

import io.fulcrum.model.TrainableModel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Initialised models of an executor JVM, lent to one task at a time; building one anew for each task is slow.
 *
 * @param <M> kind of model
 */
public final class ModelPool<M extends TrainableModel<?>> {
    private final Map<String, Deque<M>> idle = new HashMap<>();

    /** Lends a model of a run; idle models of other runs are freed. */
    public M borrow(String run, Supplier<M> factory) {
        return poll(run).orElseGet(factory);
    }

    public synchronized void giveBack(String run, M model) {
        Deque<M> others = idle.get(run);
        if (others == null) {
            model.close();
        } else {
            others.push(model);
        }
    }

    synchronized void forget(String run) {
        Deque<M> models = idle.remove(run);
        if (models != null) {
            models.forEach(TrainableModel::close);
        }
    }

    private synchronized Optional<M> poll(String run) {
        idle.keySet().stream().filter(other -> !other.equals(run)).toList().forEach(this::forget);
        return Optional.ofNullable(
                idle.computeIfAbsent(run, key -> new ArrayDeque<>()).poll());
    }
}
