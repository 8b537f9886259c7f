package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.manifest.FeatureManifest;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupedRankingTest {
    private static final double LOG2_3 = Math.log(3) / Math.log(2);

    /** Rows of group, score, label. */
    private static GroupedRanking ranking(int k, double[]... rows) {
        GroupedState state = new GroupedState();
        for (double[] row : rows) {
            state.add(row[1], row[2], (long) row[0]);
        }
        return state.read(k);
    }

    private static double[] row(long group, double score, int label) {
        return new double[] {group, score, label};
    }

    @Test
    void groupedAuc_groupsOfOneClass_areLeftOutAndToldByCoverage() {
        // Group 1: + 2, − 1 → AUC 1 on 2 rows. Group −5: + 1, − 2, − 0 → AUC ½ on 3 rows. Groups 7 and 8: one class.
        // (2·1 + 3·½)/5 = 0.7; 2 of 4 groups, 5 of 8 rows.
        GroupedRanking ranking = ranking(
                10,
                row(1, 2, 1),
                row(-5, 1, 1),
                row(1, 1, 0),
                row(-5, 2, 0),
                row(-5, 0, 0),
                row(7, 9, 1),
                row(7, 8, 1),
                row(8, 9, 0));
        assertThat(ranking.groupedAuc().measured()).hasValue(0.7);
        assertThat(ranking.groups()).isEqualTo(4);
        assertThat(ranking.groupCoverage().measured()).hasValue(0.5);
        assertThat(ranking.exampleCoverage()).isEqualTo(5 / 8.0);
        assertThat(ranking.ndcgCoverage().measured()).hasValue(3 / 4.0);
    }

    @Test
    void groupedAuc_onlyOneClass_isUndefinedWithReason() {
        GroupedRanking ranking = ranking(10, row(1, 1, 0), row(2, 1, 0));
        assertThat(ranking.groupedAuc()).isEqualTo(MetricValue.undefined("none of 2 groups holds both classes"));
        assertThat(ranking.ndcg()).isEqualTo(MetricValue.undefined("none of 2 groups holds a positive"));
        assertThat(ranking.groupCoverage().measured()).hasValue(0);
    }

    @Test
    void groupedMetrics_rowsWithoutAGroup_areLeftOutAndCounted() {
        // Group 1: + 2, − 1 → AUC 1, NDCG 1. The rows without a group would make one of AUC 0 if they were ranked.
        GroupedRanking ranking = ranking(
                10,
                row(FeatureManifest.NO_GROUP, 9, 0),
                row(1, 2, 1),
                row(1, 1, 0),
                row(FeatureManifest.NO_GROUP, 0, 1),
                row(7, 3, 0));
        assertThat(ranking.groupedAuc().measured()).hasValue(1);
        assertThat(ranking.ndcg().measured()).hasValue(1);
        assertThat(ranking.groups()).isEqualTo(2);
        assertThat(ranking.ungrouped()).isEqualTo(2);
        assertThat(ranking.exampleCoverage()).as("2 of 5 rows").isEqualTo(0.4);
        assertThat(ranking.groupCoverage().measured()).hasValue(0.5);
    }

    @Test
    void groupedMetrics_noRowWithAGroup_areUndefinedWithReason() {
        GroupedRanking ranking = ranking(10, row(FeatureManifest.NO_GROUP, 2, 1), row(FeatureManifest.NO_GROUP, 1, 0));
        assertThat(ranking.groups()).isZero();
        assertThat(ranking.exampleCoverage()).isZero();
        assertThat(List.of(ranking.groupedAuc(), ranking.ndcg(), ranking.groupCoverage(), ranking.ndcgCoverage()))
                .containsOnly(MetricValue.undefined("none of 2 examples has a group"));
    }

    @Test
    void ndcg_positiveSecond_isDiscounted() {
        // Ranks: −, +. Gain 1/log2(3); ideal 1/log2(2) = 1.
        assertThat(ranking(2, row(1, 2, 0), row(1, 1, 1)).ndcg().measured().orElseThrow())
                .isCloseTo(1 / LOG2_3, within(1e-15));
    }

    @Test
    void ndcg_positiveBehindK_isZero() {
        assertThat(ranking(1, row(1, 2, 0), row(1, 1, 1)).ndcg().measured()).hasValue(0);
    }

    @Test
    void ndcg_kBeyondTheList_usesTheWholeList() {
        // Ranks: +, −, +. Gain 1 + 1/log2(4) = 1.5; ideal 1 + 1/log2(3).
        assertThat(ranking(100, row(1, 3, 1), row(1, 2, 0), row(1, 1, 1))
                        .ndcg()
                        .measured()
                        .orElseThrow())
                .isCloseTo(1.5 / (1 + 1 / LOG2_3), within(1e-15));
    }

    @Test
    void ndcg_tiedRows_shareTheExpectedGain() {
        // One + and one − tied: half the time first (1), half second (1/log2 3). At k = 1 only the first place counts:
        // ½.
        assertThat(ranking(2, row(1, 1, 1), row(1, 1, 0)).ndcg().measured().orElseThrow())
                .isCloseTo((1 + 1 / LOG2_3) / 2, within(1e-15));
        assertThat(ranking(1, row(1, 1, 1), row(1, 1, 0)).ndcg().measured()).hasValue(0.5);
    }

    @Test
    void ndcg_twoGroups_isTheirPlainMean() {
        // Group 1 ideal (1); group 2 + second of three (1/log2 3).
        assertThat(ranking(3, row(1, 2, 1), row(1, 1, 0), row(2, 3, 0), row(2, 2, 1), row(2, 1, 0))
                        .ndcg()
                        .measured()
                        .orElseThrow())
                .isCloseTo((1 + 1 / LOG2_3) / 2, within(1e-15));
    }
}
