package io.fulcrum.evaluate;

/** What a task predicts, and by which metric it is judged. */
public enum TaskKind {
    BINARY("binary", Metric.AUC, Metric.AUC_STANDARD_ERROR),
    REGRESSION("regression", Metric.RMSE, Metric.RMSE_STANDARD_ERROR);

    private final String key;
    private final Metric judge;
    private final Metric standardError;

    TaskKind(String key, Metric judge, Metric standardError) {
        this.key = key;
        this.judge = judge;
        this.standardError = standardError;
    }

    public String key() {
        return key;
    }

    /** The metric that decides whether a model is better than its baseline on such a task. */
    public Metric judge() {
        return judge;
    }

    /** The sampling error of the judge. */
    public Metric standardError() {
        return standardError;
    }
}
