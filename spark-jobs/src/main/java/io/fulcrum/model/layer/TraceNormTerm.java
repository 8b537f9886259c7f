package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.SymmetricEigen;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * {@link Penalty.TraceNorm}. With the arrays as the rows of M and M Mᵀ = U Λ Uᵀ it is {@code strength} Σ √(λ + ε), and
 * its gradient {@code strength} U (Λ + ε)^-½ Uᵀ M, for which no singular vectors of the long side are needed.
 */
final class TraceNormTerm implements PenaltyTerms.Term {
    private static final int CHUNK = 1024; // entries whose products are summed before the next ones

    private final double strength;
    private final int[] places; // [array] where each begins
    private final int length; // of each array
    private final double[][] gram;
    private final double[][] factors;
    private final SymmetricEigen eigen;
    private final DoubleUnaryOperator slope;

    /**
     * A trace norm of arrays.
     *
     * @param places [array] where each begins
     * @param length of each array
     */
    TraceNormTerm(double strength, int[] places, int length) {
        this.strength = strength;
        this.places = places;
        this.length = length;
        gram = new double[places.length][places.length];
        factors = new double[places.length][places.length];
        eigen = new SymmetricEigen(places.length);
        slope = value -> strength / root(value);
    }

    @Override
    public double value(float[] parameters) {
        double sum = 0;
        measure(parameters);
        for (double eigenvalue : eigen.values()) {
            sum += root(eigenvalue);
        }
        return strength * sum;
    }

    @Override
    public void addGradient(FlatParameters parameters) {
        measure(parameters.values());
        eigen.function(slope, factors);
        for (int from = 0; from < length; from += CHUNK) {
            for (int i = 0; i < places.length; i++) {
                for (int j = 0; j < places.length; j++) {
                    int count = Math.min(CHUNK, length - from);
                    addScaled((float) factors[i][j], parameters, places[j] + from, places[i] + from, count);
                }
            }
        }
    }

    private static double root(double eigenvalue) {
        return Math.sqrt(Math.max(eigenvalue, 0) + Penalty.TraceNorm.EPSILON);
    }

    private static void addScaled(float factor, FlatParameters parameters, int from, int to, int count) {
        float[] values = parameters.values();
        float[] gradients = parameters.gradients();
        for (int i = 0; i < count; i++) {
            gradients[to + i] += factor * values[from + i];
        }
    }

    /** Decomposes M Mᵀ, summed in double: singular values far below the largest one keep their digits. */
    private void measure(float[] parameters) {
        for (double[] row : gram) {
            Arrays.fill(row, 0);
        }
        for (int from = 0; from < length; from += CHUNK) {
            for (int i = 0; i < places.length; i++) {
                for (int j = 0; j <= i; j++) {
                    int count = Math.min(CHUNK, length - from);
                    gram[i][j] += dot(parameters, places[i] + from, places[j] + from, count);
                }
            }
        }
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < i; j++) {
                gram[j][i] = gram[i][j];
            }
        }
        eigen.decompose(gram);
    }

    /** Four sums at a time, since one would wait for each addition. */
    private static double dot(float[] values, int a, int b, int count) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            first += (double) values[a + i] * values[b + i];
            second += (double) values[a + i + 1] * values[b + i + 1];
            third += (double) values[a + i + 2] * values[b + i + 2];
            fourth += (double) values[a + i + 3] * values[b + i + 3];
        }
        for (; i < count; i++) {
            first += (double) values[a + i] * values[b + i];
        }
        return first + second + (third + fourth);
    }
}
