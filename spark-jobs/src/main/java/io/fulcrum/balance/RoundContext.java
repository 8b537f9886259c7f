package io.fulcrum.balance;

import java.util.List;

/**
 * What a method knows of a round besides the Gram matrix. Arrays by task are over the tasks that were measured.
 *
 * @param names of all tasks
 * @param tasks [task] places of the measured tasks among all
 * @param losses [task] finite means
 * @param memory what the method remembered after the round before
 * @param address where the round is
 * @param detail what else the probe measured of the same tasks
 */
record RoundContext(
        List<String> names, int[] tasks, double[] losses, BalancerState memory, Address address, ProbeDetail detail) {
    /**
     * Where a round is.
     *
     * @param round its number, from 1
     * @param epoch number of its epoch, from 1
     * @param seed of its random numbers
     */
    record Address(int round, int epoch, long seed) {}

    RoundContext(List<String> names, int[] tasks, double[] losses, BalancerState memory, Address address) {
        this(names, tasks, losses, memory, address, ProbeDetail.NONE);
    }

    /** A method's array by task. */
    double[] remembered(String name) {
        return memory.array(name, tasks.length);
    }
}
