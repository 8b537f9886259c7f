package io.fulcrum.balance;

import java.util.List;
import java.util.Map;

/**
 * Why the weights are what they are. Lambda, multipliers and gap belong to the matrix that was solved: smoothed,
 * normalised, with pinned tasks zero.
 *
 * @param lambda multiplier of Σw = 1; below 0, floors sacrifice some task; NaN where nothing was solved
 * @param multipliers [task] at least 0 at a floor, at most 0 at a ceiling; of a pinned task −lambda
 * @param gap how far the objective wᵀAw of that matrix A can be above its minimum (PARETO), or is (PE_LTR); NaN where
 *     nothing was solved
 * @param cosines [task][task] of this round's gradients; empty if they were not measured or not finite
 * @param normalisers [task] what each gradient was multiplied by before solving, 0 if pinned; not in the weights
 * @param readings what the method itself found, by its name in the configuration, then by theirs
 * @param notes reasons for the log: pinned tasks, fallbacks
 */
public record BalanceDiagnostics(
        double lambda,
        double[] multipliers,
        double gap,
        double[][] cosines,
        double[] normalisers,
        Map<String, Map<String, Double>> readings,
        List<String> notes) {
    public BalanceDiagnostics {
        multipliers = multipliers.clone();
        normalisers = normalisers.clone();
        cosines = copy(cosines);
        readings = Map.copyOf(readings);
        notes = List.copyOf(notes);
    }

    BalanceDiagnostics with(List<String> otherNotes) {
        return new BalanceDiagnostics(lambda, multipliers, gap, cosines, normalisers, readings, otherNotes);
    }

    /** Nothing was solved. */
    static BalanceDiagnostics unsolved(double[][] cosines, List<String> notes) {
        return new BalanceDiagnostics(Double.NaN, new double[0], Double.NaN, cosines, new double[0], Map.of(), notes);
    }

    BalanceDiagnostics reading(String method, Map<String, Double> found) {
        Map<String, Map<String, Double>> own = found.isEmpty() ? Map.of() : Map.of(method, found);
        return new BalanceDiagnostics(lambda, multipliers, gap, cosines, normalisers, own, notes);
    }

    @Override
    public double[] multipliers() {
        return multipliers.clone();
    }

    @Override
    public double[] normalisers() {
        return normalisers.clone();
    }

    @Override
    public double[][] cosines() {
        return copy(cosines);
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = matrix.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
