package io.fulcrum.balance;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * All a balancer remembers between rounds, as named arrays: what a checkpoint stores and a resumed run starts from.
 *
 * @param values name → array
 */
public record BalancerState(Map<String, double[]> values) {
    static final BalancerState EMPTY = new BalancerState(Map.of());

    public BalancerState {
        values = copy(values);
    }

    /** A copy, in the order of the names. */
    @Override
    public Map<String, double[]> values() {
        return copy(values);
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
        Map<String, double[]> changed = new TreeMap<>(values);
        changed.put(name, array);
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

    private static Map<String, double[]> copy(Map<String, double[]> values) {
        Map<String, double[]> copy = new TreeMap<>();
        values.forEach((name, array) -> copy.put(name, array.clone()));
        return copy;
    }
}
