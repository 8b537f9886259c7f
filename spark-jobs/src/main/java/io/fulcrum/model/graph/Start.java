package io.fulcrum.model.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The first values of a named array of parameters. */
public sealed interface Start {
    /** All zero, as biases are. */
    Start ZERO = new Constant(List.of(0.0));

    /**
     * Writes them.
     *
     * @param values of all parameters
     * @param at where the array begins
     * @param seed of the array's own random numbers
     */
    void draw(float[] values, int at, int length, long seed);

    /**
     * Normal numbers around zero.
     *
     * @param address of the random numbers, a part of the model's format
     */
    record Normal(String address, double deviation) implements Start {
        /** For what is rectified: a variance of 2 / fan-in (He et al. 2015, eq. 10). */
        static Normal rectified(String address, int fanIn) {
            return new Normal(address, Math.sqrt(2.0 / fanIn));
        }

        /** For what is not: a variance of 2 / (fan-in + fan-out) (Glorot and Bengio 2010, eq. 12). */
        static Normal linear(String address, int fanIn, int fanOut) {
            return new Normal(address, Math.sqrt(2.0 / ((double) fanIn + fanOut)));
        }

        @Override
        public void draw(float[] values, int at, int length, long seed) {
            Random random = new Random(seed);
            for (int i = at; i < at + length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        }
    }

    /** The given numbers, over and over. */
    record Constant(List<Double> numbers) implements Start {
        public Constant {
            numbers = List.copyOf(numbers);
        }

        @Override
        public void draw(float[] values, int at, int length, long seed) {
            for (int i = 0; i < length; i++) {
                values[at + i] = numbers.get(i % numbers.size()).floatValue();
            }
        }
    }

    /**
     * Weights [output][input] of a dense layer whose input is several vectors, one after the other: vector i starts
     * multiplied by {@code factors[i]} where it is as wide as the output, and nothing else passes.
     *
     * @param factors [vector]
     * @param widths [vector]
     */
    record Diagonals(List<Double> factors, List<Integer> widths) implements Start {
        public Diagonals {
            factors = List.copyOf(factors);
            widths = List.copyOf(widths);
        }

        @Override
        public void draw(float[] values, int at, int length, long seed) {
            int inputs = widths.stream().mapToInt(Integer::intValue).sum();
            int outputs = length / inputs;
            Arrays.fill(values, at, at + length, 0);
            int first = 0;
            for (int vector = 0; vector < widths.size(); vector++) {
                float factor =
                        widths.get(vector) == outputs ? factors.get(vector).floatValue() : 0;
                for (int output = 0; output < outputs && factor != 0; output++) {
                    values[at + output * inputs + first + output] = factor;
                }
                first += widths.get(vector);
            }
        }
    }
}
