package io.fulcrum.model.architecture;

import java.util.ArrayList;
import java.util.List;

/** Tasks in an order in which each comes after its parents. */
final class TaskOrder {
    private TaskOrder() {}

    /**
     * Finds one.
     *
     * @param parents [task] numbers of tasks
     * @throws IllegalArgumentException if a parent is no task, or parents form a ring
     */
    static List<Integer> of(List<List<Integer>> parents) {
        List<Integer> order = new ArrayList<>();
        for (int rounds = 0; rounds < parents.size(); rounds++) {
            for (int task = 0; task < parents.size(); task++) {
                if (!order.contains(task) && order.containsAll(parents.get(task))) {
                    order.add(task);
                }
            }
        }
        if (order.size() < parents.size()) {
            throw new IllegalArgumentException("parents = " + parents + " of tasks 0 to " + (parents.size() - 1)
                    + " must name tasks and form no ring. Remove a parent from the ring, or correct its number.");
        }
        return order;
    }
}
