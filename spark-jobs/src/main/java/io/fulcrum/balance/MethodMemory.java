package io.fulcrum.balance;

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
        return state.with(first.map((name, array, target) -> target.put(OWN + name, array)));
    }

    /** What the method sees. */
    BalancerState read(BalancerState state) {
        return state.map((name, array, target) -> {
            if (name.startsWith(OWN)) {
                target.put(name.substring(OWN.length()), part(name, array));
            }
        });
    }

    /** The state with what the method remembers now. */
    BalancerState write(BalancerState state, BalancerState seen) {
        return state.with(seen.map((name, array, target) -> target.put(OWN + name, whole(OWN + name, array, state))));
    }

    private double[] part(String name, double[] whole) {
        if (areAllLive()) {
            requireLength(name, whole.length);
            return whole;
        }
        return part(whole, places(name, whole.length));
    }

    private double[] whole(String name, double[] part, BalancerState before) {
        if (areAllLive()) {
            requireLength(name, part.length);
            return part;
        }
        double[] whole = before.find(name).orElse(NOTHING);
        if (name.endsWith(ROWS) && whole.length == 0) {
            whole = new double[part.length / live.length * tasks];
        }
        int[] places = places(name, whole.length);
        for (int k = 0; k < places.length; k++) {
            whole[places[k]] = part[k];
        }
        return whole;
    }

    private boolean areAllLive() {
        return live.length == tasks;
    }

    private static double[] part(double[] whole, int[] places) {
        double[] part = new double[places.length];
        for (int k = 0; k < part.length; k++) {
            part[k] = whole[places[k]];
        }
        return part;
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
        requireLength(name, length);
        if (length == tasks) {
            return live;
        }
        int[] places = new int[live.length * live.length];
        for (int k = 0; k < places.length; k++) {
            places[k] = live[k / live.length] * tasks + live[k % live.length];
        }
        return places;
    }

    private void requireLength(String name, int length) {
        if (!name.endsWith(ROWS) && length != tasks && length != tasks * tasks) {
            throw new IllegalArgumentException("Balancer state: an array of the method has " + length
                    + " entries, which is neither one per task nor one per pair of " + tasks
                    + " tasks: the state comes from other tasks. Resume with the settings of the checkpoint.");
        }
    }
}
