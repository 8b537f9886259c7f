package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.kernel.ColumnLoops;
import java.util.List;

/** Operations without parameters on columns of the input or of values. */
public sealed interface ColumnOperation extends Operation.OneValue {
    /** Neighbouring columns of the network's input. */
    record Range(int from, int count) {
        /** Where it ends. */
        public int to() {
            return from + count;
        }
    }

    /**
     * Columns of the network's input, written out.
     *
     * @param ranges ascending, none twice
     */
    record Read(Value input, List<Range> ranges, Value output) implements ColumnOperation {
        public Read {
            ranges = List.copyOf(ranges);
            int next = 0;
            for (Range range : ranges) {
                if (range.from() < next || range.count() < 1 || range.to() > input.width()) {
                    throw new IllegalArgumentException("Columns " + ranges + " of an input of " + input.width()
                            + " are read. Name existing ones in ascending order, none twice.");
                }
                next = range.to();
            }
        }

        @Override
        public List<Value> inputs() {
            return List.of(input);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.read(this);
        }
    }

    /**
     * Neighbouring columns of a value, as many as the output has.
     *
     * @param from the first of them
     */
    record Slice(Value below, int from, Value output) implements ColumnOperation {
        @Override
        public List<Value> inputs() {
            return List.of(below);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.slice(this);
        }
    }

    /** Σ_j a_j x_j of vectors of one width, with factors that are given. */
    record Sum(List<Value> sources, List<Float> factors, Value output) implements ColumnOperation {
        public Sum {
            sources = List.copyOf(sources);
            factors = List.copyOf(factors);
        }

        /** Returns [source] the factors. */
        public float[] factorArray() {
            float[] array = new float[factors.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = factors.get(i);
            }
            return array;
        }

        @Override
        public List<Value> inputs() {
            return sources;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sum(this);
        }
    }

    /** The value as it is, through which no gradient flows back. */
    record Stop(Value below, Value output) implements ColumnOperation {
        @Override
        public List<Value> inputs() {
            return List.of(below);
        }

        @Override
        public List<Value> trained() {
            return List.of();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stop(this);
        }
    }

    /** A block of one value and a block of another. */
    record Pair(int left, int right) {}

    /**
     * Inner products of blocks: column p is factor · Σ_c left[pair p's left block][c] · right[its right block][c]. The
     * products are cut off beyond {@link ColumnLoops#MOST_PRODUCT}.
     *
     * @param width columns of a block
     */
    record Dots(Value left, Value right, int width, List<Pair> pairs, float factor, Value output)
            implements ColumnOperation {
        public Dots {
            pairs = List.copyOf(pairs);
        }

        @Override
        public List<Value> inputs() {
            return List.of(left, right);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dots(this);
        }
    }
}
