package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateLawsTest {
    private static final EvaluationSettings GROUPED = new EvaluationSettings(4, 3, "user");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rankingState_anyRows_keepsTheLaws(long seed) {
        new MergeLaws<RankingState, Row>(
                        RankingState::new,
                        (state, row) -> state.add(row.score(), row.label()),
                        RankingState::merge,
                        state -> {
                            RankedScores ranked = state.read();
                            return List.of(
                                    ranked.auc(),
                                    ranked.aucStandardError(),
                                    ranked.averagePrecision(),
                                    ScoreCurves.roc(ranked));
                        })
                .hold(Row.binary(seed, 60), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void logLossState_anyRows_keepsTheLaws(long seed) {
        new MergeLaws<LogLossState, Row>(
                        LogLossState::new,
                        (state, row) -> state.add(row.score(), row.label()),
                        LogLossState::merge,
                        state -> List.of(state.logLoss(), state.normalizedEntropy(), state.calibration()))
                .hold(Row.binary(seed, 60), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void regressionState_anyRows_keepsTheLaws(long seed) {
        new MergeLaws<RegressionState, Row>(
                        RegressionState::new,
                        (state, row) -> state.add(row.score(), row.label()),
                        RegressionState::merge,
                        state -> List.of(
                                state.rmse(),
                                state.meanAbsoluteError(),
                                state.calibration(),
                                CalibrationBins.of(state.sortedRows(), 5)))
                .hold(Row.regression(seed, 60), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void groupedState_anyRows_keepsTheLaws(long seed) {
        new MergeLaws<GroupedState, Row>(
                        GroupedState::new,
                        (state, row) -> state.add(row.score(), row.label(), row.group()),
                        GroupedState::merge,
                        state -> {
                            GroupedRanking ranking = state.read(3);
                            return List.of(
                                    ranking.groups(),
                                    ranking.ungrouped(),
                                    ranking.groupedAuc(),
                                    ranking.ndcg(),
                                    ranking.exampleCoverage());
                        })
                .hold(Row.binary(seed, 60), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void binaryTask_anyRows_keepsTheLaws(long seed) {
        new MergeLaws<TaskEvaluation, Row>(
                        () -> TaskEvaluation.binary(GROUPED),
                        (state, row) -> state.add(row.score(), row.label(), row.group()),
                        TaskEvaluation::merge,
                        state -> state.read(GROUPED))
                .hold(Row.binary(seed, 60), seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void regressionTask_anyRows_keepsTheLaws(long seed) {
        new MergeLaws<TaskEvaluation, Row>(
                        TaskEvaluation::regression,
                        (state, row) -> state.add(row.score(), row.label(), row.group()),
                        TaskEvaluation::merge,
                        state -> state.read(GROUPED))
                .hold(Row.regression(seed, 60), seed);
    }

    @Test
    void merge_statesOfOtherKinds_isRefused() {
        assertThatThrownBy(() -> TaskEvaluation.regression().merge(TaskEvaluation.binary(GROUPED)))
                .hasMessage(
                        "Cannot merge a grouped binary task into a regression task: states of one task must be of one kind."
                                + " Make all with the same settings.");
        assertThatThrownBy(
                        () -> TaskEvaluation.binary(EvaluationSettings.DEFAULT).merge(TaskEvaluation.binary(GROUPED)))
                .hasMessageContaining("a grouped binary task into a binary task");
    }
}
