package io.fulcrum.balance;

import java.util.Map;
import java.util.TreeMap;

/**
 * The part of a balancer's state that belongs to its method: a method sees the entries of the tasks that were measured,
 * the others keep theirs. An array of K entries is by task, one of K² by pair of tasks, one whose name ends in
 * {@value #ROWS} has a row for each task.
 */
final class MethodMemory {
    private static final String OWN = "own."; // before the names of the method's arrays

    /** Ends the names of arrays with a row for each task, as long as the method likes. */
    static final String ROWS = "-rows";

    private static final double[] NOTHING = {};

    private final int tasks;
    private final int[] live;

    MethodMemory(int tasks, int[] live) {
        this.tasks = tasks;
        this.live = live;
    }

    /** The state with the method's first arrays. */
    static BalancerState started(BalancerState state, BalancerState first) {
        BalancerState started = state;
        for (Map.Entry<String, double[]> array : first.values().entrySet()) {
            started = started.with(OWN + array.getKey(), array.getValue());
        }
        return started;
    }

    /** What the method sees. */
    BalancerState read(BalancerState state) {
        Map<String, double[]> seen = new TreeMap<>();
        state.values().forEach((name, array) -> {
            if (name.startsWith(OWN)) {
                seen.put(name.substring(OWN.length()), part(array, places(name, array.length)));
            }
        });
        return new BalancerState(seen);
    }

    /** The state with what the method remembers now. */
    BalancerState write(BalancerState state, BalancerState seen) {
        BalancerState written = state;
        for (Map.Entry<String, double[]> array : seen.values().entrySet()) {
            String name = OWN + array.getKey();
            double[] whole = state.values().getOrDefault(name, NOTHING);
            if (name.endsWith(ROWS) && whole.length == 0) {
                whole = new double[array.getValue().length / live.length * tasks];
            }
            written = written.with(name, merged(whole, array.getValue(), places(name, whole.length)));
        }
        return written;
    }

    private static double[] part(double[] whole, int[] places) {
        double[] part = new double[places.length];
        for (int k = 0; k < part.length; k++) {
            part[k] = whole[places[k]];
        }
        return part;
    }

    private static double[] merged(double[] whole, double[] part, int[] places) {
        double[] merged = whole.clone();
        for (int k = 0; k < places.length; k++) {
            merged[places[k]] = part[k];
        }
        return merged;
    }

    /** Where the live entries are in an array. */
    private int[] places(String name, int length) {
        if (name.endsWith(ROWS)) {
            int entries = length / tasks;
            int[] places = new int[live.length * entries];
            for (int k = 0; k < places.length; k++) {
                places[k] = live[k / entries] * entries + k % entries;
            }
            return places;
        }
        if (length == tasks) {
            return live;
        }
        if (length != tasks * tasks) {
            throw new IllegalArgumentException("Balancer state: an array of the method has " + length
                    + " entries, which is neither one per task nor one per pair of " + tasks
                    + " tasks: the state comes from other tasks. Resume with the settings of the checkpoint.");
        }
        int[] places = new int[live.length * live.length];
        for (int k = 0; k < places.length; k++) {
            places[k] = live[k / live.length] * tasks + live[k % live.length];
        }
        return places;
    }
}
