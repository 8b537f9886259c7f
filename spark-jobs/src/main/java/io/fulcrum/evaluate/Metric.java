package io.fulcrum.evaluate;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A number the report gives for a task: its key in {@code report.json}, its name for people, its better way. */
public enum Metric {
    EXAMPLES("examples", "Examples", Goal.NONE, Style.COUNT, "labelled rows"),
    POSITIVES("positives", "Positives", Goal.NONE, Style.COUNT, "rows with label 1"),
    UNLABELLED("unlabelled", "Unlabelled", Goal.NONE, Style.COUNT, "rows without a label for this task, not counted"),
    AUC(
            "auc",
            "AUC",
            Goal.HIGHER,
            Style.SCORE,
            "probability that a positive is ranked above a negative; 0.5 is " + "random"),
    AUC_STANDARD_ERROR("aucStandardError", "AUC standard error", Goal.NONE, Style.SCORE, "sampling error, DeLong"),
    PR_AUC("prAuc", "PR-AUC", Goal.HIGHER, Style.SCORE, "average precision; random scores give the positive rate"),
    LOG_LOSS("logLoss", "Log loss", Goal.LOWER, Style.SCORE, "mean, in nats"),
    NORMALIZED_ENTROPY(
            "normalizedEntropy",
            "Normalised entropy",
            Goal.LOWER,
            Style.SCORE,
            "log loss divided by that of the positive rate; below 1 is useful"),
    RMSE("rmse", "RMSE", Goal.LOWER, Style.SCORE, "root mean squared error, in label units"),
    RMSE_STANDARD_ERROR("rmseStandardError", "RMSE standard error", Goal.NONE, Style.SCORE, "sampling error"),
    MAE("mae", "MAE", Goal.LOWER, Style.SCORE, "mean absolute error, in label units"),
    MEAN_LABEL("meanLabel", "Mean label", Goal.NONE, Style.SCORE, "average of the labels"),
    CALIBRATION(
            "calibration",
            "Calibration",
            Goal.ONE,
            Style.SCORE,
            "sum of predictions divided by sum of labels; 1 " + "is calibrated"),
    ECE("ece", "ECE", Goal.LOWER, Style.SCORE, "expected calibration error over equal-mass bins"),
    GROUPS("groups", "Groups", Goal.NONE, Style.COUNT, "distinct values of the group column"),
    UNGROUPED(
            "ungrouped",
            "Without a group",
            Goal.NONE,
            Style.COUNT,
            "labelled rows whose group column is null or NaN; in no grouped metric"),
    GROUPED_AUC("groupedAuc", "Grouped AUC", Goal.HIGHER, Style.SCORE, "AUC inside groups, averaged by their examples"),
    GROUPED_AUC_GROUP_COVERAGE(
            "groupedAucGroupCoverage",
            "Groups covered",
            Goal.NONE,
            Style.SHARE,
            "groups that hold both classes, of all groups"),
    GROUPED_AUC_EXAMPLE_COVERAGE(
            "groupedAucExampleCoverage",
            "Examples covered",
            Goal.NONE,
            Style.SHARE,
            "examples in such groups, of all labelled ones with and without a group"),
    NDCG("ndcg", "NDCG", Goal.HIGHER, Style.SCORE, "ranking quality at the top of each group; 1 is ideal"),
    NDCG_COVERAGE(
            "ndcgCoverage",
            "NDCG groups covered",
            Goal.NONE,
            Style.SHARE,
            "groups that hold a positive, of all groups");

    /** Which way a metric is better. */
    public enum Goal {
        HIGHER,
        LOWER,
        ONE,
        NONE
    }

    /** How a metric is written for people. */
    public enum Style {
        COUNT,
        SCORE,
        SHARE
    }

    private final String key;
    private final String label;
    private final Goal goal;
    private final Style style;
    private final String meaning;

    Metric(String key, String label, Goal goal, Style style, String meaning) {
        this.key = key;
        this.label = label;
        this.goal = goal;
        this.style = style;
        this.meaning = meaning;
    }

    /** The name in {@code report.json} and in gates. */
    public String key() {
        return key;
    }

    public String label() {
        return label;
    }

    public Goal goal() {
        return goal;
    }

    public Style style() {
        return style;
    }

    public String meaning() {
        return meaning;
    }

    /** How much better {@code after} is than {@code before}, negative if worse; 0 for metrics without a better. */
    public double improvement(double before, double after) {
        return switch (goal) {
            case HIGHER -> after - before;
            case LOWER -> before - after;
            case ONE -> Math.abs(before - 1) - Math.abs(after - 1);
            case NONE -> 0;
        };
    }

    /** Whether it is measured inside groups. */
    boolean isGrouped() {
        return compareTo(GROUPS) >= 0;
    }

    public static Optional<Metric> withKey(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }

    public static String allKeys() {
        return Arrays.stream(values()).map(Metric::key).collect(Collectors.joining(", "));
    }
}
