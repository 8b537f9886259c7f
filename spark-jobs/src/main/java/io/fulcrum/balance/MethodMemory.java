package io.fulcrum.balance;

import java.util.Map;
import java.util.TreeMap;

/**
 * The part of a balancer's state that belongs to its method: a method sees the entries of the tasks that were measured,
 * the others keep theirs. An array of K entries is by task, one of K² by pair of tasks.
 */
final class MethodMemory {
    private static final String OWN = "own."; // before the names of the method's arrays

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
                seen.put(name.substring(OWN.length()), part(array));
            }
        });
        return new BalancerState(seen);
    }

    /** The state with what the method remembers now. */
    BalancerState write(BalancerState state, BalancerState seen) {
        BalancerState written = state;
        for (Map.Entry<String, double[]> array : seen.values().entrySet()) {
            String name = OWN + array.getKey();
            written = written.with(name, merged(state.values().getOrDefault(name, NOTHING), array.getValue()));
        }
        return written;
    }

    private double[] part(double[] whole) {
        int[] places = places(whole.length);
        double[] part = new double[places.length];
        for (int k = 0; k < part.length; k++) {
            part[k] = whole[places[k]];
        }
        return part;
    }

    private double[] merged(double[] whole, double[] part) {
        int[] places = places(whole.length);
        double[] merged = whole.clone();
        for (int k = 0; k < places.length; k++) {
            merged[places[k]] = part[k];
        }
        return merged;
    }

    /** Where the live entries are in an array. */
    private int[] places(int length) {
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
