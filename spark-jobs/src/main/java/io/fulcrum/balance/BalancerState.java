package io.fulcrum.balance;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All a balancer remembers between rounds, as named arrays: what a checkpoint stores and a resumed run starts from.
 * What it is made of and what it gives are copies; states share arrays among themselves, for some are as long as the
 * shared parameters of all tasks.
 */
public final class BalancerState {
    static final BalancerState EMPTY = new BalancerState(Map.of());

    private final SortedMap<String, double[]> values;

    /** @param values name → array */
    public BalancerState(Map<String, double[]> values) {
        this.values = copy(values);
    }

    private BalancerState(SortedMap<String, double[]> shared) {
        values = shared;
    }

    /** A copy, in the order of the names. */
    public Map<String, double[]> values() {
        return copy(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A copy of one array, if it is there. */
    Optional<double[]> find(String name) {
        return Optional.ofNullable(values.get(name)).map(double[]::clone);
    }

    /** A state of what becomes of each array. */
    BalancerState map(Rewriting rewriting) {
        SortedMap<String, double[]> made = new TreeMap<>();
        values.forEach((name, array) -> rewriting.rewrite(name, array, made));
        return new BalancerState(made);
    }

    /** Puts what becomes of an array, which may be the array itself but not changed, into the state to come. */
    interface Rewriting {
        void rewrite(String name, double[] array, Map<String, double[]> target);
    }

    /** This state with the arrays of another one, which count where both have one of the same name. */
    BalancerState with(BalancerState other) {
        SortedMap<String, double[]> changed = new TreeMap<>(values);
        changed.putAll(other.values);
        return new BalancerState(changed);
    }

    /** A copy of one array, which must be there with the given length. */
    double[] array(String name, int length) {
        double[] array = values.get(name);
        if (array == null || array.length != length) {
            throw new IllegalArgumentException(
                    "Balancer state: \"" + name + "\" has "
                            + (array == null ? "no" : Integer.toString(array.length)) + " entries, this balancer needs "
                            + length
                            + ": the state comes from other tasks or another method. Resume with the settings of the checkpoint.");
        }
        return array.clone();
    }

    BalancerState with(String name, double[] array) {
        SortedMap<String, double[]> changed = new TreeMap<>(values);
        changed.put(name, array.clone());
        return new BalancerState(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BalancerState state
                && values.keySet().equals(state.values.keySet())
                && values.keySet().stream().allMatch(name -> Arrays.equals(values.get(name), state.values.get(name)));
    }

    @Override
    public int hashCode() {
        return values.entrySet().stream()
                .mapToInt(e -> e.getKey().hashCode() ^ Arrays.hashCode(e.getValue()))
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("BalancerState");
        values.forEach(
                (name, array) -> text.append(' ').append(name).append('=').append(Arrays.toString(array)));
        return text.toString();
    }

    private static SortedMap<String, double[]> copy(Map<String, double[]> values) {
        SortedMap<String, double[]> copy = new TreeMap<>();
        values.forEach((name, array) -> copy.put(name, array.clone()));
        return copy;
    }
}
