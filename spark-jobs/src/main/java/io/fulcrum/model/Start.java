package io.fulcrum.model;

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
     * Weights [output][input] of a dense layer whose input is several vectors as wide as its output, one after the
     * other: vector i starts multiplied by {@code factors[i]}, and nothing else passes.
     */
    record Diagonals(List<Double> factors) implements Start {
        public Diagonals {
            factors = List.copyOf(factors);
        }

        @Override
        public void draw(float[] values, int at, int length, long seed) {
            int width = (int) Math.round(Math.sqrt((double) length / factors.size()));
            Arrays.fill(values, at, at + length, 0);
            for (int output = 0; output < width; output++) {
                for (int vector = 0; vector < factors.size(); vector++) {
                    int input = vector * width + output;
                    values[at + output * factors.size() * width + input] =
                            factors.get(vector).floatValue();
                }
            }
        }
    }
}
