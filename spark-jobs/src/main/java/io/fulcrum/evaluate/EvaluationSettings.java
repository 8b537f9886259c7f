package io.fulcrum.evaluate;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a split is measured.
 *
 * @param calibrationBins equal-mass bins of the calibration curve and its expected error
 * @param ndcgAt the k of NDCG@k
 * @param groupColumn the column whose values are ranked apart, or "" for none
 */
public record EvaluationSettings(int calibrationBins, int ndcgAt, String groupColumn) implements Serializable {
    public static final EvaluationSettings DEFAULT = new EvaluationSettings(15, 10, "");

    public EvaluationSettings {
        atLeastOne("calibration-bins", calibrationBins, "Set how many equal-mass bins the calibration curve has.");
        atLeastOne("ndcg-at", ndcgAt, "Set how many ranks of a group NDCG looks at.");
    }

    public boolean grouped() {
        return !groupColumn.isEmpty();
    }

    private static void atLeastOne(String key, int value, String advice) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "evaluate.%s = %d must be at least 1. %s", key, value, advice));
        }
    }
}
