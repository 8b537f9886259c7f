package io.fulcrum.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a round's measurements can be used, and the reasons if not. */
final class SignalChecks {
    static final String KEPT = "; the weights are unchanged.";

    private SignalChecks() {}

    static void requireGram(TaskSignals signals, List<String> names) {
        if (signals.gram().length != names.size()) {
            throw new IllegalArgumentException(
                    at(signals) + "a Gram matrix of " + signals.gram().length + " rows for tasks " + names
                            + "; this method needs one row per task. Measure every task's gradient in every round.");
        }
    }

    static void requireTasks(TaskSignals signals, List<String> names) {
        if (signals.tasks() != names.size()) {
            throw new IllegalArgumentException(
                    at(signals) + "signals of " + signals.tasks() + " tasks, the balancer has " + names.size()
                            + "; they must be the same tasks. Measure every task.");
        }
    }

    /** Why the measurements of labelled tasks cannot be used. The Gram matrix is judged if there is one. */
    static List<String> defects(TaskSignals signals, List<String> names) {
        List<String> defects = new ArrayList<>();
        double[][] gram = signals.labelledGram();
        double[] losses = signals.losses();
        double trace = 0;
        for (int i = 0; i < names.size(); i++) {
            if (signals.isLabelled(i) && !Double.isFinite(losses[i])) {
                defects.add(at(signals) + "loss of task \"" + names.get(i) + "\" = " + losses[i] + KEPT);
            }
            if (gram.length > 0) {
                trace += gram[i][i];
                if (!isFinite(gram[i])) {
                    defects.add(at(signals) + "gradient products of task \"" + names.get(i) + "\" are "
                            + Arrays.toString(gram[i]) + KEPT);
                }
            }
        }
        addDetail(signals, names, defects);
        if (defects.isEmpty() && !Double.isFinite(trace)) {
            defects.add(at(signals) + "the sum of squared gradient norms overflows" + KEPT);
        }
        return defects;
    }

    private static void addDetail(TaskSignals signals, List<String> names, List<String> defects) {
        int[] labelled =
                IntStream.range(0, names.size()).filter(signals::isLabelled).toArray();
        ProbeDetail detail = signals.detail().of(labelled);
        for (int k = 0; k < labelled.length; k++) {
            String task = "task \"" + names.get(labelled[k]) + "\"";
            if (detail.has(Evidence.PROBE_AFTER) && !Double.isFinite(detail.lossesAfter()[k])) {
                defects.add(
                        at(signals) + "loss of " + task + " after the local steps = " + detail.lossesAfter()[k] + KEPT);
            }
            if (detail.has(Evidence.SPLIT_GRAM) && !isFinite(detail.splitGram()[k])) {
                defects.add(at(signals) + "gradient products of the halves of " + task + " are "
                        + Arrays.toString(detail.splitGram()[k]) + KEPT);
            }
        }
    }

    /** Cosines for the log, if they were measured and are finite. */
    static double[][] cosines(TaskSignals signals) {
        double[][] gram = signals.labelledGram();
        boolean finite = Arrays.stream(gram).allMatch(SignalChecks::isFinite);
        double trace = 0;
        for (int i = 0; i < gram.length; i++) {
            trace += gram[i][i];
        }
        return gram.length > 0 && finite && Double.isFinite(trace) ? new GramMatrix(gram).cosines() : new double[0][];
    }

    private static boolean isFinite(double[] row) {
        for (double value : row) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    static String at(TaskSignals signals) {
        return "Round " + signals.round() + ": ";
    }
}
