package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which stretch of a flat parameter vector belongs to which named array, and who owns it: all tasks or one head.
 *
 * @param slices in the order of the flat vector
 * @param lastShared the shared ones that are nearest to the heads, in the same order; none if there are none
 */
public record ParameterLayout(List<Slice> slices, List<Slice> lastShared) {

    /** Who a slice belongs to. */
    public sealed interface Owner permits Shared, Head {}

    /** Owned by several tasks together. */
    public record Shared() implements Owner {
        @Override
        public String toString() {
            return "shared";
        }
    }

    /** Owned by one task's head alone. */
    public record Head(int task) implements Owner {
        public Head {
            if (task < 0) {
                throw new IllegalArgumentException("Head of task " + task
                        + ": tasks are numbered from 0. Use the position of the task among the outputs.");
            }
        }

        @Override
        public String toString() {
            return "head " + task;
        }
    }

    /** One named array of parameters inside the flat vector. */
    public record Slice(String name, int offset, int length, Owner owner) {
        public Slice {
            if (offset < 0 || length < 1) {
                throw new IllegalArgumentException(
                        "Parameter slice \"" + name + "\" has offset " + offset + " and length " + length
                                + ": the offset must not be negative and the length must be positive. Leave out "
                                + "empty slices.");
            }
        }

        /** The layer that it belongs to: its name up to the last underscore. */
        public String layer() {
            int end = name.lastIndexOf('_');
            return end < 0 ? name : name.substring(0, end);
        }
    }

    public ParameterLayout {
        slices = List.copyOf(slices);
        lastShared = List.copyOf(lastShared);
        int next = 0;
        for (Slice slice : slices) {
            if (slice.offset() != next) {
                throw new IllegalArgumentException(
                        "Parameter slice \"" + slice.name() + "\" starts at " + slice.offset()
                                + " but the slice before it ends at " + next
                                + ": slices must be disjoint and cover the vector in order."
                                + " List every slice once, in the order of the flat vector.");
            }
            next = Math.addExact(next, slice.length());
        }
        if (slices.stream().map(Slice::name).distinct().count() != slices.size()) {
            throw new IllegalArgumentException(
                    "Parameter slices " + slices.stream().map(Slice::name).toList()
                            + " repeat a name: every slice name must be unique. Rename the layers that collide.");
        }
    }

    /** A layout of which nothing is known but the order: the last shared layer counts as nearest to the heads. */
    public ParameterLayout(List<Slice> slices) {
        this(slices, lastLayer(slices));
    }

    /**
     * Returns the layout of the operations' arrays, one after the other. Nearest to the heads are the first shared
     * dense layers on the ways down from the logits, such as the last layers of all experts, or of every task's bottom.
     */
    static ParameterLayout of(List<Operation> operations, Function<Value, Owner> owners, List<Value> logits) {
        BitSet nearest = nearestShared(operations, owners, logits);
        List<Slice> slices = new ArrayList<>();
        List<Slice> last = new ArrayList<>();
        int at = 0;
        for (Operation operation : operations) {
            for (Operation.Array array : operation.arrays()) {
                Slice slice = new Slice(array.name(), at, array.length(), owners.apply(array.of()));
                slices.add(slice);
                if (nearest.get(array.of().number())) {
                    last.add(slice);
                }
                at = Math.addExact(at, array.length());
            }
        }
        return new ParameterLayout(slices, last);
    }

    /** The values of shared dense layers that gradients of the logits meet first. */
    private static BitSet nearestShared(List<Operation> operations, Function<Value, Owner> owners, List<Value> logits) {
        BitSet nearest = new BitSet();
        BitSet above = new BitSet(); // what gradients come to, down to the nearest
        logits.forEach(logit -> above.set(logit.number()));
        for (int i = operations.size() - 1; i >= 0; i--) {
            Operation operation = operations.get(i);
            for (Value output : operation.outputs()) {
                if (!above.get(output.number())) {
                    continue;
                }
                if (operation instanceof Operation.Dense && owners.apply(output) instanceof Shared) {
                    nearest.set(output.number());
                } else {
                    operation.trained().forEach(value -> above.set(value.number()));
                }
            }
        }
        return nearest;
    }

    private static List<Slice> lastLayer(List<Slice> slices) {
        List<Slice> shared = slices.stream().filter(ParameterLayout::isShared).toList();
        return shared.isEmpty()
                ? List.of()
                : shared.stream()
                        .filter(slice -> slice.layer()
                                .equals(shared.get(shared.size() - 1).layer()))
                        .toList();
    }

    /** Number of parameters, shared and heads together. */
    public int size() {
        return slices.stream().mapToInt(Slice::length).sum();
    }

    /** Number of parameters owned by several tasks. */
    public int sharedSize() {
        return slices.stream()
                .filter(ParameterLayout::isShared)
                .mapToInt(Slice::length)
                .sum();
    }

    /** Where the array of this name begins. */
    public int at(String name) {
        return named(name).offset();
    }

    /** Numbers of the array of this name. */
    public int length(String name) {
        return named(name).length();
    }

    private Slice named(String name) {
        return slices.stream()
                .filter(slice -> slice.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no parameter slice \"" + name + "\" among "
                        + slices.stream().map(Slice::name).toList() + "."));
    }

    /** Adds the shared part of a flat vector to {@code target}, in the order of the flat vector. */
    public void addShared(float[] flat, double[] target) {
        int at = 0;
        for (int next = 0; next < slices.size(); next++) { // an iterator would be allocated
            Slice slice = slices.get(next);
            if (isShared(slice)) {
                for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
                    target[at++] += flat[i];
                }
            }
        }
    }

    /** One line per slice, the same for equal layouts in every JVM: input for a fingerprint. */
    public String describe() {
        return slices.stream()
                .map(slice -> slice.name() + " " + slice.offset() + "+" + slice.length() + " " + slice.owner())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static boolean isShared(Slice slice) {
        return slice.owner() instanceof Shared;
    }
}
