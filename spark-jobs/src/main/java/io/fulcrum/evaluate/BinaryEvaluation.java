package io.fulcrum.evaluate;

import java.util.Map;

/** The metric states of a binary task: ranking, log loss, and ranking inside groups where a group column is named. */
final class BinaryEvaluation extends TaskEvaluation {
    private static final long serialVersionUID = 1L;

    private final boolean grouped;
    private final RankingState ranking = new RankingState();
    private final LogLossState logLoss = new LogLossState();
    private final GroupedState groups = new GroupedState();

    private BinaryEvaluation(boolean grouped) {
        super(TaskKind.BINARY);
        this.grouped = grouped;
    }

    static BinaryEvaluation grouped() {
        return new BinaryEvaluation(true);
    }

    static BinaryEvaluation ungrouped() {
        return new BinaryEvaluation(false);
    }

    @Override
    public long examples() {
        return ranking.examples();
    }

    @Override
    void addLabelled(double logit, double label, long group) {
        ranking.add(logit, label);
        logLoss.add(logit, label);
        if (grouped) {
            groups.add(logit, label, group);
        }
    }

    @Override
    void mergeLabelled(TaskEvaluation other) {
        if (!(other instanceof BinaryEvaluation binary) || binary.grouped != grouped) {
            throw differs(other);
        }
        ranking.merge(binary.ranking);
        logLoss.merge(binary.logLoss);
        groups.merge(binary.groups);
    }

    @Override
    TaskCurves measure(Map<Metric, MetricValue> values, EvaluationSettings settings) {
        RankedScores ranked = ranking.read();
        TaskCurves curves = new TaskCurves(
                ScoreCurves.roc(ranked),
                CalibrationBins.of(ranked, settings.calibrationBins()),
                ScoreCurves.histogram(ranked));
        values.put(Metric.POSITIVES, MetricValue.of(ranked.positiveCount()));
        values.put(Metric.AUC, ranked.auc());
        values.put(Metric.AUC_STANDARD_ERROR, ranked.aucStandardError());
        values.put(Metric.PR_AUC, ranked.averagePrecision());
        values.put(Metric.LOG_LOSS, MetricValue.of(logLoss.logLoss()));
        values.put(Metric.NORMALIZED_ENTROPY, logLoss.normalizedEntropy());
        values.put(Metric.CALIBRATION, logLoss.calibration());
        values.put(Metric.ECE, MetricValue.of(CalibrationBins.expectedError(curves.calibration())));
        if (grouped) {
            measureGroups(values, settings);
        }
        return curves;
    }

    private void measureGroups(Map<Metric, MetricValue> values, EvaluationSettings settings) {
        GroupedRanking ranking = groups.read(settings.ndcgAt());
        values.put(Metric.GROUPS, MetricValue.of(ranking.groups()));
        values.put(Metric.UNGROUPED, MetricValue.of(ranking.ungrouped()));
        values.put(Metric.GROUPED_AUC, ranking.groupedAuc());
        values.put(Metric.GROUPED_AUC_GROUP_COVERAGE, ranking.groupCoverage());
        values.put(Metric.GROUPED_AUC_EXAMPLE_COVERAGE, MetricValue.of(ranking.exampleCoverage()));
        values.put(Metric.NDCG, ranking.ndcg());
        values.put(Metric.NDCG_COVERAGE, ranking.ndcgCoverage());
    }

    @Override
    public String toString() {
        return grouped ? "a grouped binary task" : "a binary task";
    }
}
