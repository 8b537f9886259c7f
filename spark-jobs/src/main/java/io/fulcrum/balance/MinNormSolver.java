package io.fulcrum.balance;

import java.util.Arrays;

/**
 * The exact minimum-norm weights under floors and ceilings:
 *
 * <pre>  minimise ‖Gᵀw‖² = wᵀHw   subject to   floor_i ≤ w_i ≤ ceiling_i,  Σ w_i = 1.</pre>
 *
 * <p>This is the weight problem of PE-LTR (Lin et al., RecSys 2019, eq. 6); with no bounds that of MGDA (Désidéri
 * 2012). The paper solves it by a relaxed closed form and a Euclidean projection, which is not optimal for three or
 * more tasks ({@link PeLtrBalancer}); here it is solved by a primal active set method, and ceilings come for free.
 *
 * <p>It starts at a vertex. The free set is always the tasks strictly between their bounds, where the gradient Hw is
 * one number lambda, plus one task whose multiplier has the wrong sign (two if nothing is free). So the first step
 * leaves the bound by a positive length and the objective falls strictly: no free set comes back. In floating point
 * the same is enforced: without a new lowest objective in 2K passes the lowest one is the answer. Signs are judged
 * against the rounding noise of the numbers compared, not against the trace, so badly scaled tasks are seen.
 *
 * <p>Among optima the one of least Euclidean norm is returned ({@link OptimalFace}).
 */
public final class MinNormSolver {
    private static final double ROUNDING = 4 * DenseAlgebra.EPSILON;

    private final GramMatrix gram;
    private final double[] floors; // [task]
    private final double[] ceilings; // [task]
    private final int tasks;
    private double[] weights; // [task]

    private MinNormSolver(GramMatrix gram, WeightBounds bounds) {
        this.gram = gram;
        floors = bounds.floors();
        ceilings = bounds.ceilings();
        tasks = gram.tasks();
        weights = new double[tasks];
    }

    public static MinNormSolution solve(GramMatrix gram, WeightBounds bounds) {
        if (gram.tasks() != bounds.tasks()) {
            throw new IllegalArgumentException("Minimum norm: length mismatch: the Gram matrix has " + gram.tasks()
                    + " tasks, the bounds have " + bounds.tasks() + "; there must be one floor and ceiling per task. "
                    + "Complete the bounds.");
        }
        if (gram.trace() == 0) {
            return MinNormSolution.certify(gram, bounds, SimplexProjection.leastNorm(bounds));
        }
        GramMatrix scaled = gram.timesPowerOfTwo(-Math.getExponent(gram.trace()));
        double[] optimum = anyOptimum(scaled, bounds);
        return MinNormSolution.certify(gram, bounds, OptimalFace.leastNorm(scaled, bounds, optimum));
    }

    /** Optimal weights without the search for the shortest of them, which takes most of the time. */
    static double[] anyOptimum(GramMatrix gram, WeightBounds bounds) {
        MinNormSolver solver = new MinNormSolver(gram.timesPowerOfTwo(-Math.getExponent(gram.trace())), bounds);
        solver.startAtVertex();
        solver.descend();
        return SimplexProjection.exact(solver.weights, solver.floors, solver.ceilings, 1);
    }

    /** The floors, then the budget on the tasks with the smallest gradients. */
    private void startAtVertex() {
        weights = floors.clone();
        double budget = 1 - SimplexProjection.sum(floors);
        double[] squares = new double[tasks];
        Arrays.setAll(squares, i -> gram.at(i, i));
        for (int i : DenseAlgebra.ascending(squares)) {
            double share = Math.max(0, Math.min(budget, ceilings[i] - floors[i]));
            weights[i] = share < budget ? ceilings[i] : Math.min(ceilings[i], floors[i] + share);
            budget -= share;
            if (budget <= 0) {
                return;
            }
        }
    }

    private void descend() {
        double[] lowest = weights;
        double[] inner = gram.times(weights);
        double objective = DenseAlgebra.dot(inner, weights);
        for (int stalled = 0; stalled < 2 * tasks; stalled++) {
            int[] free = freeSet(inner);
            if (free.length < 2) {
                break;
            }
            weights = weights.clone();
            inner = minimiseOver(free, inner);
            double reached = DenseAlgebra.dot(inner, weights);
            if (reached < objective) {
                objective = reached;
                lowest = weights;
                stalled = -1;
            }
        }
        weights = lowest;
    }

    /** The tasks between their bounds and the most profitable one to join them; empty at the optimum. */
    private int[] freeSet(double[] inner) {
        double[] noise = noise();
        int[] free = new int[tasks];
        int between = 0;
        int reference = -1; // the one of least noise
        for (int i = 0; i < tasks; i++) {
            if (isBetween(i)) {
                free[between++] = i;
                reference = reference < 0 || noise[i] < noise[reference] ? i : reference;
            }
        }
        if (between == 0) {
            return bestPair(inner, noise);
        }
        int entering = -1;
        double most = 0;
        for (int i = 0; i < tasks; i++) {
            double fall = inner[reference] - inner[i];
            double gain = isBetween(i) || floors[i] == ceilings[i] ? 0 : weights[i] == floors[i] ? fall : -fall;
            if (gain > most && gain > noise[i] + noise[reference]) {
                most = gain;
                entering = i;
            }
        }
        if (entering < 0) {
            return new int[0];
        }
        free[between] = entering;
        return Arrays.copyOf(free, between + 1);
    }

    /** With every task at a bound: the one that gains most by rising and the one that gains most by falling. */
    private int[] bestPair(double[] inner, double[] noise) {
        int rising = -1;
        int falling = -1;
        for (int i = 0; i < tasks; i++) {
            if (weights[i] < ceilings[i] && (rising < 0 || inner[i] < inner[rising])) {
                rising = i;
            }
            if (weights[i] > floors[i] && (falling < 0 || inner[i] > inner[falling])) {
                falling = i;
            }
        }
        boolean optimal = rising < 0 || falling < 0 || inner[falling] - inner[rising] <= noise[falling] + noise[rising];
        return optimal ? new int[0] : new int[] {rising, falling};
    }

    /**
     * Newton steps over the free tasks (the second one refines); a step cut short at a bound fixes that task.
     *
     * @param start [task] H w
     * @return [task] H w of the new weights
     */
    private double[] minimiseOver(int[] free, double[] start) {
        if (free.length < 2) {
            return start;
        }
        int[] moving = free;
        double[] inner = start;
        Curvature curvature = curvature(moving);
        for (int whole = 0; moving.length > 1 && whole < 2; whole++) {
            double[] step = newtonStep(curvature, inner);
            double length = Double.POSITIVE_INFINITY;
            for (int i : moving) {
                length = Math.min(length, reach(i, step[i]));
            }
            if (length < 1) {
                moving = advance(moving, step, length);
                curvature = moving.length > 1 ? curvature(moving) : curvature;
                whole = -1;
            } else {
                for (int i : moving) {
                    weights[i] += step[i];
                }
            }
            inner = gram.times(weights);
        }
        return inner;
    }

    /** Moves the tasks along; returns those that do not arrive at their bounds. */
    private int[] advance(int[] moving, double[] step, double length) {
        int[] rest = new int[moving.length];
        int count = 0;
        for (int i : moving) {
            if (!advance(i, step[i], length)) {
                rest[count++] = i;
            }
        }
        return Arrays.copyOf(rest, count);
    }

    /** The part of the step after which the task is at a bound. */
    private double reach(int task, double step) {
        if (step == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return ((step < 0 ? floors[task] : ceilings[task]) - weights[task]) / step;
    }

    /** Moves one task along; true if it arrives at its bound. */
    private boolean advance(int task, double step, double length) {
        boolean arrives = reach(task, step) <= length;
        double bound = step < 0 ? floors[task] : ceilings[task];
        double next = Math.max(floors[task], Math.min(ceilings[task], weights[task] + length * step));
        weights[task] = arrives ? bound : next;
        return arrives;
    }

    /**
     * The objective over moving tasks with Σ step = 0. One task (the shortest gradient, to lose the fewest digits)
     * balances the others: Q_ij = (g_i − g_b)·(g_j − g_b).
     *
     * @param base task b
     * @param others the other ones
     * @param factor of Q
     */
    private record Curvature(int base, int[] others, SemidefiniteFactor factor) {}

    private Curvature curvature(int[] moving) {
        int base = moving[0];
        for (int i : moving) {
            base = gram.at(i, i) < gram.at(base, base) ? i : base;
        }
        int[] others = new int[moving.length - 1];
        SemidefiniteFactor factor = new SemidefiniteFactor(others.length);
        int p = 0;
        for (int i : moving) {
            if (i != base) {
                others[p++] = i;
                double[] row = new double[p];
                for (int q = 0; q < p; q++) {
                    int j = others[q];
                    row[q] = gram.at(i, j) - gram.at(i, base) - (gram.at(base, j) - gram.at(base, base));
                }
                factor.append(row, ROUNDING * (gram.at(i, i) + gram.at(base, base) + 2 * Math.abs(gram.at(i, base))));
            }
        }
        return new Curvature(base, others, factor);
    }

    /** The step to the least objective over the moving tasks. @return [task] */
    private double[] newtonStep(Curvature curvature, double[] inner) {
        int base = curvature.base;
        int[] others = curvature.others;
        double[] downhill = new double[others.length];
        for (int p = 0; p < others.length; p++) {
            downhill[p] = inner[base] - inner[others[p]];
        }
        double[] change = curvature.factor.solve(downhill);
        double[] step = new double[tasks];
        for (int p = 0; p < others.length; p++) {
            step[others[p]] = change[p];
            step[base] -= change[p];
        }
        return step;
    }

    /** A bound of the rounding errors of H w, per task. */
    private double[] noise() {
        double[] noise = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            for (int j = 0; j < tasks; j++) {
                noise[i] += ROUNDING * Math.abs(gram.at(i, j)) * weights[j];
            }
        }
        return noise;
    }

    private boolean isBetween(int task) {
        return weights[task] > floors[task] && weights[task] < ceilings[task];
    }
}
