package io.fulcrum.train;

import io.fulcrum.model.RecommenderModel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Initialised models of an executor JVM, lent to one task at a time; building one anew for each task is slow. */
final class ModelPool {
  private static final Map<String, Deque<RecommenderModel>> IDLE = new HashMap<>();

  private ModelPool() {}

  static RecommenderModel borrow(String run, Supplier<RecommenderModel> factory) {
    synchronized (IDLE) {
      forgetOthers(run);
      RecommenderModel idle = IDLE.computeIfAbsent(run, key -> new ArrayDeque<>()).poll();
      if (idle != null) {
        return idle;
      }
    }
    return factory.get();
  }

  static void giveBack(String run, RecommenderModel model) {
    synchronized (IDLE) {
      Deque<RecommenderModel> idle = IDLE.get(run);
      if (idle != null) {
        idle.push(model);
        return;
      }
    }
    model.close();
  }

  static void forget(String run) {
    synchronized (IDLE) {
      Deque<RecommenderModel> idle = IDLE.remove(run);
      if (idle != null) {
        idle.forEach(RecommenderModel::close);
      }
    }
  }

  private static void forgetOthers(String run) {
    IDLE.keySet().stream().filter(other -> !other.equals(run)).toList().forEach(ModelPool::forget);
  }
}
