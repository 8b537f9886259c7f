package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The small parts of a round's record: trouble, times, digest. */
class RoundPartsTest {
    private static final EmbeddingTables TABLES = EmbeddingTables.initial(
            new EmbeddingSpec(List.of(new EmbeddingSpec.Table("a", 9), new EmbeddingSpec.Table("b", 9)), 2, 0, 5));

    private static RowRecords zeros(int[]... rows) {
        return EmbeddingTables.initial(new EmbeddingSpec(TABLES.spec().tables(), 0, 0, 1))
                .recordsOf(rows);
    }

    private static String digest(RowRecords rows, float... parameters) {
        return new ParameterDigest().add(parameters, rows);
    }

    @Test
    void message_afterALocalStep_saysWhereAndWhatToDo() {
        assertThat(new Trouble(12, 1, 3, Double.NaN, 0.05).message(7, "buy", "set optimizer.clip-norm"))
                .isEqualTo(
                        "Round 7, shard 12: loss of task \"buy\" is NaN after local step 3. Last learning rate 0.05; try a lower one,"
                                + " or set optimizer.clip-norm.");
    }

    @Test
    void message_inTheProbe_saysSo() {
        assertThat(new Trouble(0, 0, 0, Double.POSITIVE_INFINITY, 0).message(0, "click", "set optimizer.clip-norm"))
                .startsWith("Round 0, shard 0: loss of task \"click\" is Infinity in the probe.");
    }

    @Test
    void parts_ofARound_addUpToAboutItsTotal() {
        Stopwatch watch = new Stopwatch();
        RoundState state = new RoundState(1, 1);
        watch.lap("broadcast");
        watch.lap("stage");
        watch.lap("merge");
        watch.lap("solve");
        Map<String, Double> parts = watch.parts(state);

        assertThat(parts).containsOnlyKeys("broadcast", "probe", "localSteps", "merge", "solve", "other", "total");
        assertThat(parts.values()).allMatch(seconds -> seconds >= 0);
        double sum = parts.values().stream().mapToDouble(Double::doubleValue).sum() - parts.get("total");
        assertThat(sum).isCloseTo(parts.get("total"), within(1.0)).isLessThanOrEqualTo(parts.get("total") + 1e-9);
    }

    @Test
    void parts_workersOfMoreSecondsThanTheStage_leaveNoNegativeRest() {
        Stopwatch watch = new Stopwatch();
        RoundState state = new RoundState(1, 1);
        state.addSeconds(1000, 2000);
        List.of("broadcast", "stage", "merge", "solve").forEach(watch::lap);

        assertThat(watch.parts(state))
                .containsEntry("other", 0.0)
                .containsEntry("probe", 1000.0)
                .containsEntry("localSteps", 2000.0);
    }

    @Test
    void add_anyDifference_changesTheDigest() {
        RowRecords rows = TABLES.recordsOf(new int[][] {{1}, {2}});
        List<String> digests = new ArrayList<>(List.of(
                digest(rows, 1, 2),
                digest(rows, 2, 1),
                digest(rows, 1),
                digest(RowRecords.none(), 1, 2),
                digest(RowRecords.none(), 0f),
                digest(RowRecords.none(), -0f),
                digest(TABLES.recordsOf(new int[][] {{1}, {3}}), 1, 2),
                digest(TABLES.recordsOf(new int[][] {{1, 2}, {}}), 1, 2),
                digest(zeros(new int[] {1, 2}, new int[0]), 1, 2),
                digest(zeros(new int[] {1}, new int[] {2}), 1, 2)));

        assertThat(digests).doesNotHaveDuplicates().allMatch(text -> text.matches("[0-9a-f]{16}"));
        assertThat(digest(rows, 1, 2)).isEqualTo(digests.get(0));
    }

    @Test
    void add_rounds_dependsOnAllBefore() {
        ParameterDigest one = new ParameterDigest();
        ParameterDigest two = new ParameterDigest();
        one.add(new float[] {1}, RowRecords.none());
        two.add(new float[] {2}, RowRecords.none());

        assertThat(one.add(new float[] {3}, RowRecords.none()))
                .isNotEqualTo(two.add(new float[] {3}, RowRecords.none()));
    }
}
