package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The seeded catalogue of weight problems every balancer must pass: sizes, ranks, conflict, scales, zeros, copies. */
final class GramCatalogue {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 9, 14, 21, 32};

    /** One problem. @param gradients [task][parameter] */
    record Problem(String name, double[][] gradients, WeightBounds bounds) {
        GramMatrix gram() {
            return GramMatrix.ofGradients(gradients);
        }

        int tasks() {
            return gradients.length;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private enum Kind {
        GENERIC,
        LOW_RANK,
        CONFLICT,
        ALIGNED,
        SPREAD,
        TINY,
        HUGE,
        COPIES,
        ZEROS,
        ALL_ZERO,
        NEARLY_COPIES,
        INTEGERS
    }

    private enum Limits {
        NONE,
        FLOORS,
        TIGHT,
        CEILINGS,
        BOTH,
        FIXED
    }

    private GramCatalogue() {}

    static Stream<Problem> all() {
        List<Problem> problems = new ArrayList<>();
        for (int tasks : SIZES) {
            for (Kind kind : Kind.values()) {
                for (Limits limits : Limits.values()) {
                    for (int seed = 0; seed < 2; seed++) {
                        Random random =
                                new Random(31L * (31L * (31L * tasks + kind.ordinal()) + limits.ordinal()) + seed);
                        String name = "K=" + tasks + " " + kind + " " + limits + " #" + seed;
                        problems.add(new Problem(name, gradients(kind, tasks, random), bounds(limits, tasks, random)));
                    }
                }
            }
        }
        return problems.stream();
    }

    static Stream<Problem> small() {
        return all().filter(problem -> problem.tasks() <= 5);
    }

    static Stream<Problem> withoutBounds() {
        return all().filter(problem -> problem.name().contains("NONE"));
    }

    /** Sets of gradients none of which is zero, as methods see them. */
    static Stream<Problem> ofMeasuredTasks() {
        return withoutBounds()
                .map(problem -> new Problem(
                        problem.name(),
                        Arrays.stream(problem.gradients())
                                .filter(row -> DenseAlgebra.dot(row, row) > 0)
                                .toArray(double[][]::new),
                        problem.bounds()))
                .filter(problem -> problem.tasks() > 0);
    }

    private static double[][] gradients(Kind kind, int tasks, Random random) {
        return switch (kind) {
            case GENERIC -> gaussian(tasks, tasks + 3, random);
            case LOW_RANK -> gaussian(tasks, Math.max(1, tasks / 3), random);
            case CONFLICT -> plus(gaussian(tasks, 2 * tasks, random), tasks, -1, random);
            case ALIGNED -> plus(gaussian(tasks, 2 * tasks, random), tasks, 1, random);
            case SPREAD -> scaledRows(gaussian(tasks, tasks + 1, random), random);
            case TINY -> times(gaussian(tasks, tasks + 3, random), 1e-12);
            case HUGE -> times(gaussian(tasks, tasks + 3, random), 1e12);
            case COPIES -> copies(gaussian(tasks, tasks, random), random, 0);
            case ZEROS -> zeroed(gaussian(tasks, tasks, random), random);
            case ALL_ZERO -> new double[tasks][3];
            case NEARLY_COPIES -> copies(gaussian(tasks, tasks, random), random, 1e-6);
            case INTEGERS -> integers(tasks, 1 + tasks / 3, random);
        };
    }

    private static WeightBounds bounds(Limits limits, int tasks, Random random) {
        double[] floors = new double[tasks];
        double[] ceilings = new double[tasks];
        Arrays.fill(ceilings, 1);
        double[] shares = random.doubles(tasks, 0.05, 1).toArray();
        double total = Arrays.stream(shares).sum();
        Arrays.setAll(shares, i -> shares[i] / total);
        switch (limits) {
            case NONE -> {}
            case FLOORS -> Arrays.setAll(floors, i -> i % 2 == 0 ? 0.7 * shares[i] : 0);
            case TIGHT -> System.arraycopy(shares, 0, floors, 0, tasks);
            case CEILINGS -> Arrays.setAll(ceilings, i -> Math.min(1, 1.5 * shares[i]));
            case BOTH -> {
                Arrays.setAll(floors, i -> 0.5 * shares[i]);
                Arrays.setAll(ceilings, i -> Math.min(1, 2 * shares[i]));
            }
            case FIXED -> {
                for (int i = 0; i < tasks; i += 2) {
                    floors[i] = ceilings[i] = tasks == 1 ? 1 : shares[i];
                }
            }
        }
        return new WeightBounds(floors, ceilings);
    }

    private static double[][] gaussian(int tasks, int parameters, Random random) {
        double[][] rows = new double[tasks][parameters];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> random.nextGaussian());
        }
        return rows;
    }

    /** Small integers in few dimensions: many ties, many optima. */
    private static double[][] integers(int tasks, int parameters, Random random) {
        double[][] rows = new double[tasks][parameters];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> random.nextInt(5) - 2);
        }
        return rows;
    }

    /** Adds a common direction: sign 1 to all tasks alike, sign −1 to every second one reversed. */
    private static double[][] plus(double[][] rows, int tasks, int sign, Random random) {
        double[] common = gaussian(1, rows[0].length, random)[0];
        for (int i = 0; i < tasks; i++) {
            DenseAlgebra.axpy(i % 2 == 0 ? 2 : 2 * sign, common, rows[i]);
        }
        return rows;
    }

    private static double[][] times(double[][] rows, double factor) {
        for (double[] row : rows) {
            Arrays.setAll(row, k -> factor * row[k]);
        }
        return rows;
    }

    private static double[][] scaledRows(double[][] rows, Random random) {
        for (double[] row : rows) {
            double factor = Math.pow(10, 6 * random.nextDouble() - 3);
            Arrays.setAll(row, k -> factor * row[k]);
        }
        return rows;
    }

    private static double[][] copies(double[][] rows, Random random, double change) {
        for (int i = 1; i < rows.length; i += 2) {
            rows[i] = rows[random.nextInt(i)].clone();
            rows[i][0] += change * random.nextGaussian();
        }
        return rows;
    }

    private static double[][] zeroed(double[][] rows, Random random) {
        Arrays.fill(rows[random.nextInt(rows.length)], 0);
        Arrays.fill(rows[random.nextInt(rows.length)], 0);
        return rows;
    }
}
