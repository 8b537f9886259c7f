package io.fulcrum.balance;

import java.util.SplittableRandom;

/** In which order a method visits the other tasks of a task. */
enum VisitingOrder {
    /** A new one for each task and round, as published. */
    RANDOM,
    /** That of the configuration. */
    GIVEN;

    /** The tasks in this order (Fisher-Yates). */
    int[] draw(int tasks, SplittableRandom random) {
        int[] order = new int[tasks];
        for (int i = 0; i < tasks; i++) {
            int j = this == RANDOM ? random.nextInt(i + 1) : i;
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
