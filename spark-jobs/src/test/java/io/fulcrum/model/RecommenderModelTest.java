package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.data.WeightedShard;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.loss.FocalLoss;
import io.fulcrum.model.loss.HuberLoss;
import io.fulcrum.model.loss.TaskLoss;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step of the whole model, read off its moves: with plain SGD of rate 1 a move is the gradient. */
class RecommenderModelTest {
    private static final OptimizerSettings STEADY =
            new OptimizerSettings(new UpdateRule.Adam(0.9, 0.999, 1e-8), LearningRate.constant(1e-2), 1e-4, 5);

    private static final double NO_CLIP = Double.POSITIVE_INFINITY;
    private static final double[] ONES = {1, 1}; // [task]
    private static final float NUDGE = 1e-4f;

    static Stream<ModelSpec> models() {
        return Stream.of(SmallRecommender.MMOE, SmallRecommender.SHARED_BOTTOM, SmallRecommender.TWO_SIZES);
    }

    /** The moves of one step: dense, and of every embedding row. */
    private record Moves(float[] dense, float[][] rows) {
        double norm() {
            double squares = 0;
            for (float move : dense) {
                squares += (double) move * move;
            }
            for (float[] table : rows) {
                for (float move : table) {
                    squares += (double) move * move;
                }
            }
            return Math.sqrt(squares);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void step_denseParameters_moveByTheFiniteDifference(ModelSpec spec) {
        Batch batch = SmallRecommender.rows(24).all();
        Moves moves = moves(spec, SmallRecommender.sgd(1, 0, NO_CLIP), batch, ONES);
        EmbeddingTables tables = tables(spec);
        float[] parameters = firstParameters(spec);
        double here = loss(new Recommender(spec, parameters, tables), batch, ONES);
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 80; trial++) {
            int at = random.nextInt(parameters.length);
            float old = parameters[at];
            parameters[at] = old + NUDGE;
            double above = loss(new Recommender(spec, parameters, tables), batch, ONES);
            parameters[at] = old - NUDGE;
            double below = loss(new Recommender(spec, parameters, tables), batch, ONES);
            parameters[at] = old;
            assertGradient(moves.dense[at], (above - here) / NUDGE, (here - below) / NUDGE, "parameter " + at);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void step_embeddingRows_moveByTheFiniteDifferenceOfTheWeightedLoss(ModelSpec spec) {
        requireFiniteDifference(spec, SmallRecommender.rows(24).all());
    }

    @ParameterizedTest
    @MethodSource("models")
    void step_embeddingRowsOfWeightedLists_moveByTheFiniteDifference(ModelSpec spec) {
        requireFiniteDifference(spec, SmallRecommender.weighted(24, 3).all());
    }

    @ParameterizedTest
    @MethodSource("models")
    void step_weightsOfOne_moveAsTheListsWithoutWeightsToTheBit(ModelSpec spec) {
        OptimizerSettings sgd = SmallRecommender.sgd(1, 0, NO_CLIP);
        Moves plain = moves(spec, sgd, SmallRecommender.rows(24).all(), ONES);
        Moves ones = moves(spec, sgd, SmallRecommender.weighted(24, 1).all(), ONES);
        Moves others = moves(spec, sgd, SmallRecommender.weighted(24, 3).all(), ONES);
        assertThat(ones.dense).isEqualTo(plain.dense);
        assertThat(ones.rows).isDeepEqualTo(plain.rows);
        assertThat(others.dense).isNotEqualTo(plain.dense);
    }

    private static void requireFiniteDifference(ModelSpec spec, Batch batch) {
        double[] weights = {0.3, 1.7};
        Moves moves = moves(spec, SmallRecommender.sgd(1, 0, NO_CLIP), batch, weights);
        EmbeddingTables tables = tables(spec);
        Recommender model = new Recommender(spec, firstParameters(spec), tables);
        double here = loss(model, batch, weights);
        for (int table = 0; table < moves.rows.length; table++) {
            float[] records = AllRows.of(tables, table);
            for (int at = 0; at < records.length; at++) {
                float old = records[at];
                set(tables, table, records, at, old + NUDGE);
                double above = loss(model, batch, weights);
                set(tables, table, records, at, old - NUDGE);
                double below = loss(model, batch, weights);
                set(tables, table, records, at, old);
                String where = "table " + table + " at " + at;
                assertGradient(moves.rows[table][at], (above - here) / NUDGE, (here - below) / NUDGE, where);
            }
        }
    }

    private static void set(EmbeddingTables tables, int table, float[] records, int at, float value) {
        records[at] = value;
        AllRows.set(tables, table, records);
    }

    @Test
    void step_otherTaskWeights_leaveTheHeadsMoves() {
        ModelSpec spec = SmallRecommender.MMOE;
        Batch batch = SmallRecommender.rows(24).all();
        Moves equal = moves(spec, SmallRecommender.sgd(1, 0, NO_CLIP), batch, ONES);
        Moves weighted = moves(spec, SmallRecommender.sgd(1, 0, NO_CLIP), batch, new double[] {0.5, 1.5});
        MultiTaskNetwork network = MultiTaskNetwork.of(spec);
        for (ParameterLayout.Slice slice : network.layout().slices()) {
            boolean same = Arrays.equals(
                    equal.dense,
                    slice.offset(),
                    slice.offset() + slice.length(),
                    weighted.dense,
                    slice.offset(),
                    slice.offset() + slice.length());
            assertThat(same).as(slice.name()).isEqualTo(slice.owner() instanceof ParameterLayout.Head);
        }
    }

    @Test
    void step_touchedRows_areThoseOfTheBatchAlone() {
        Shard shard = SmallRecommender.rows(40);
        Batch two = new Batch(shard, new int[] {7, 5}, 0, 2);
        EmbeddingTables tables = tables(SmallRecommender.MMOE);
        try (RecommenderModel model =
                SmallRecommender.started(SmallRecommender.MMOE, SmallRecommender.sgd(0.1, 0, NO_CLIP), tables)) {
            model.step(two, ONES);
            assertThat(model.touchedRows().rows(0))
                    .isEqualTo(Arrays.stream(new int[] {shard.ids()[0][7], shard.ids()[0][5]})
                            .sorted()
                            .distinct()
                            .toArray());
            assertThat(AllRows.of(tables, 0))
                    .as("the replica is only read")
                    .isEqualTo(AllRows.of(tables(SmallRecommender.MMOE), 0));
        }
    }

    @Test
    void step_l2_addsTheParametersButLeavesRows() {
        ModelSpec spec = SmallRecommender.MMOE;
        Batch batch = SmallRecommender.rows(24).all();
        Moves plain = moves(spec, SmallRecommender.sgd(1, 0, NO_CLIP), batch, ONES);
        Moves decayed = moves(spec, SmallRecommender.sgd(1, 0.1, NO_CLIP), batch, ONES);
        float[] first = firstParameters(spec);
        for (int i = 0; i < first.length; i++) {
            assertThat(decayed.dense[i]).isCloseTo(plain.dense[i] + 0.1f * first[i], within(2e-6f));
        }
        assertThat(decayed.rows).isDeepEqualTo(plain.rows);
    }

    @Test
    void step_clipNorm_shortensTheWholeMoveAndKeepsItsDirection() {
        ModelSpec spec = SmallRecommender.MMOE;
        Batch batch = SmallRecommender.rows(24).all();
        Moves free = moves(spec, SmallRecommender.sgd(1, 0, NO_CLIP), batch, ONES);
        double limit = free.norm() / 3;
        Moves clipped = moves(spec, SmallRecommender.sgd(1, 0, limit), batch, ONES);
        assertThat(clipped.norm()).isCloseTo(limit, within(1e-5 * limit));
        for (int i = 0; i < free.dense.length; i++) {
            assertThat(clipped.dense[i]).isCloseTo(free.dense[i] / 3, within(1e-6f));
        }
        for (int i = 0; i < free.rows[1].length; i++) {
            assertThat(clipped.rows[1][i]).isCloseTo(free.rows[1][i] / 3, within(1e-6f));
        }
        Moves unclipped = moves(spec, SmallRecommender.sgd(1, 0, 2 * free.norm()), batch, ONES);
        assertThat(unclipped.dense).isEqualTo(free.dense);
    }

    @Test
    void step_rowsWithoutLabels_areAsIfTheyWereNotThere() {
        Shard shard = SmallRecommender.rows(24);
        Arrays.fill(shard.labels()[0], 16, 24, Float.NaN);
        Arrays.fill(shard.labels()[1], 16, 24, Float.NaN);
        Batch all = shard.all();
        Batch labelled = new Batch(shard, all.order(), 0, 16);
        OptimizerSettings sgd = SmallRecommender.sgd(1, 0, NO_CLIP);
        Moves with = moves(SmallRecommender.MMOE, sgd, all, ONES);
        Moves without = moves(SmallRecommender.MMOE, sgd, labelled, ONES);
        assertThat(with.dense).containsExactly(without.dense, within(2e-6f));
        for (int table = 0; table < 2; table++) {
            assertThat(with.rows[table]).containsExactly(without.rows[table], within(2e-6f));
        }
    }

    private static float[] filled(int rows, float weight) {
        float[] weights = new float[rows];
        Arrays.fill(weights, weight);
        return weights;
    }

    @ParameterizedTest
    @MethodSource("models")
    void step_rowWeightsOfOne_areTheStepWithoutWeightsToTheBit(ModelSpec spec) {
        Shard shard = SmallRecommender.rows(24);
        OptimizerSettings sgd = SmallRecommender.sgd(1, 0, NO_CLIP);
        Moves plain = moves(spec, sgd, shard.all(), ONES);
        for (float[][] weights : new float[][][] {{filled(24, 1), filled(24, 1)}, {new float[0], filled(24, 1)}}) {
            Moves ones = moves(spec, sgd, WeightedShard.of(shard, weights).all(), ONES);
            assertThat(ones.dense).isEqualTo(plain.dense);
            assertThat(ones.rows).isDeepEqualTo(plain.rows);
        }
    }

    /** Rows of weight 2, 1 and 0 and no others have the step of a batch that repeats and leaves out these rows. */
    @ParameterizedTest
    @MethodSource("models")
    void step_rowWeights_areRowsRepeatedOrLeftOut(ModelSpec spec) {
        Shard shard = SmallRecommender.rows(24);
        float[] weights = new float[24];
        int[] repeated = new int[24];
        int count = 0;
        for (int row = 0; row < 24; row++) {
            weights[row] = row % 3;
            for (int copy = 0; copy < row % 3; copy++) {
                repeated[count++] = row;
            }
        }
        Shard weighted = WeightedShard.of(shard, new float[][] {weights, weights});
        OptimizerSettings sgd = SmallRecommender.sgd(1, 0, NO_CLIP);
        Moves once = moves(spec, sgd, weighted.all(), ONES);
        Moves copies = moves(spec, sgd, new Batch(shard, repeated, 0, count), ONES);
        assertThat(count).isEqualTo(24);
        assertThat(once.dense).containsExactly(copies.dense, within(2e-6f));
        for (int table = 0; table < 2; table++) {
            assertThat(once.rows[table]).containsExactly(copies.rows[table], within(2e-6f));
        }
    }

    @Test
    void probe_rowWeights_sumAndCountWhatHasALabelAndAWeight() {
        Shard shard = SmallRecommender.rows(24);
        float[] weights = filled(24, 0.5f);
        Arrays.fill(weights, 0, 6, 0);
        Shard weighted = WeightedShard.of(shard, new float[][] {weights, new float[0]});
        ModelSpec spec = SmallRecommender.MMOE;
        try (RecommenderModel model =
                SmallRecommender.started(spec, SmallRecommender.sgd(1, 0, NO_CLIP), tables(spec))) {
            double[][] sums = new double[2][model.layout().sharedSize()];
            TaskSums probed = model.probe(weighted.all(), sums);
            double[][] rest = new double[2][sums[0].length];
            TaskSums plain = model.probe(new Batch(shard, shard.all().order(), 6, 24), rest);

            assertThat(probed.labelled()).containsExactly(18, 16);
            assertThat(probed.weights()).containsExactly(9, 16);
            assertThat(probed.lossSums()[0]).isCloseTo(plain.lossSums()[0] / 2, within(1e-6));
            for (int i = 0; i < sums[0].length; i++) {
                assertThat(sums[0][i]).isCloseTo(rest[0][i] / 2, within(3e-6));
            }
        }
    }

    @Test
    void step_weightOfZero_isAMissingLabelToTheBit() {
        Shard shard = SmallRecommender.rows(24);
        float[] weights = filled(24, 1);
        Arrays.fill(weights, 16, 24, 0);
        Shard weighted = WeightedShard.of(shard, new float[][] {weights, weights});
        Shard unlabelled = SmallRecommender.rows(24);
        Arrays.fill(unlabelled.labels()[0], 16, 24, Float.NaN);
        Arrays.fill(unlabelled.labels()[1], 16, 24, Float.NaN);
        OptimizerSettings sgd = SmallRecommender.sgd(1, 0, NO_CLIP);
        Moves zero = moves(SmallRecommender.MMOE, sgd, weighted.all(), ONES);
        Moves missing = moves(SmallRecommender.MMOE, sgd, unlabelled.all(), ONES);
        assertThat(zero.dense).isEqualTo(missing.dense);
        assertThat(zero.rows).isDeepEqualTo(missing.rows);
    }

    @Test
    void step_otherLosses_moveByTheirOwnGradient() {
        ModelSpec spec = SmallRecommender.MMOE;
        OptimizerSettings sgd = SmallRecommender.sgd(1, 0, NO_CLIP);
        Batch batch = SmallRecommender.rows(24).all();
        List<TaskLoss> wide = List.of(new TaskLoss.BinaryCrossEntropy(), new HuberLoss(1e9));
        List<TaskLoss> other = List.of(new FocalLoss(2), new HuberLoss(0.1));
        float[] plain = moves(spec, sgd, batch, ONES).dense;
        assertThat(dense(new RecommenderModel(spec, sgd, wide), batch)).isEqualTo(plain);
        assertThat(dense(new RecommenderModel(spec, sgd, other), batch)).isNotEqualTo(plain);
    }

    private static float[] dense(RecommenderModel model, Batch batch) {
        try (model) {
            model.embeddings(tables(SmallRecommender.MMOE));
            float[] before = model.parameters();
            model.load(before, model.optimizerState(), 0);
            model.step(batch, ONES);
            return difference(before, model.parameters());
        }
    }

    @Test
    void step_taskWithoutLabels_leavesItsHeadAndIsCountedAsNone() {
        Shard shard = SmallRecommender.rows(24);
        Arrays.fill(shard.labels()[1], Float.NaN);
        ModelSpec spec = SmallRecommender.MMOE;
        try (RecommenderModel model =
                SmallRecommender.started(spec, SmallRecommender.sgd(1, 0, NO_CLIP), tables(spec))) {
            float[] before = model.parameters();
            TaskSums sums = model.step(shard.all(), ONES);
            assertThat(sums.labelled()).containsExactly(24, 0);
            assertThat(sums.lossSums()[1]).isZero();
            float[] after = model.parameters();
            for (ParameterLayout.Slice slice : model.layout().slices()) {
                boolean moved = !Arrays.equals(
                        before,
                        slice.offset(),
                        slice.offset() + slice.length(),
                        after,
                        slice.offset(),
                        slice.offset() + slice.length());
                assertThat(moved).as(slice.name()).isEqualTo(!slice.owner().equals(new ParameterLayout.Head(1)));
            }
        }
    }

    @Test
    void probe_sums_areTheSharedMovesOfEachTaskTimesItsLabels() {
        ModelSpec spec = SmallRecommender.MMOE;
        Batch batch = SmallRecommender.rows(24).all();
        try (RecommenderModel model =
                SmallRecommender.started(spec, SmallRecommender.sgd(1, 0, NO_CLIP), tables(spec))) {
            float[] before = model.parameters();
            double[][] sums = new double[2][model.layout().sharedSize()];
            TaskSums probed = model.probe(batch, sums);
            assertThat(model.parameters()).isEqualTo(before);
            assertThat(probed.labelled()).containsExactly(24, 16);
            for (int task = 0; task < 2; task++) {
                Moves alone = moves(spec, SmallRecommender.sgd(1, 0, NO_CLIP), batch, new double[] {
                    task == 0 ? 1 : 0, task == 1 ? 1 : 0
                });
                double[] shared = new double[sums[task].length];
                model.layout().addShared(alone.dense, shared);
                for (int i = 0; i < shared.length; i++) {
                    assertThat(sums[task][i] / probed.labelled()[task]).isCloseTo(shared[i], within(3e-6));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void step_ofAProbedBatch_takesTheBitsThatItTakesAlone(ModelSpec spec) {
        Batch batch = SmallRecommender.rows(24).all();
        OptimizerSettings optimizer = SmallRecommender.sgd(1, 0, NO_CLIP);
        try (RecommenderModel alone = SmallRecommender.started(spec, optimizer, tables(spec));
                RecommenderModel probed = SmallRecommender.started(spec, optimizer, tables(spec))) {
            TaskSums expected = alone.step(batch, ONES);
            probed.probe(batch, new double[2][probed.layout().sharedSize()]);
            assertThat(probed.step(ONES)).usingRecursiveComparison().isEqualTo(expected);
            assertThat(probed.parameters()).isEqualTo(alone.parameters());
            assertThat(probed.touchedRows()).usingRecursiveComparison().isEqualTo(alone.touchedRows());
        }
    }

    private static Moves moves(ModelSpec spec, OptimizerSettings optimizer, Batch batch, double[] weights) {
        EmbeddingTables tables = tables(spec);
        EmbeddingTables moved = tables(spec);
        try (RecommenderModel model = SmallRecommender.started(spec, optimizer, tables)) {
            float[] before = model.parameters();
            model.step(batch, weights);
            moved.apply(model.touchedRows());
            float[][] rows = new float[2][];
            for (int table = 0; table < rows.length; table++) {
                rows[table] = difference(AllRows.of(tables, table), AllRows.of(moved, table));
            }
            return new Moves(difference(before, model.parameters()), rows);
        }
    }

    private static float[] difference(float[] from, float[] to) {
        float[] difference = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            difference[i] = from[i] - to[i];
        }
        return difference;
    }

    private static EmbeddingTables tables(ModelSpec spec) {
        return EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
    }

    private static float[] firstParameters(ModelSpec spec) {
        return MultiTaskNetwork.of(spec).parameters();
    }

    /** The weighted sum of the tasks' mean losses over their labelled rows, of scaled labels. */
    static double loss(Recommender model, Batch batch, double[] weights) {
        double loss = 0;
        ScoringSession session = new ScoringSession(model);
        double[] scores = session.score(batch);
        for (int task = 0; task < weights.length; task++) {
            double sum = 0;
            int labelled = 0;
            for (int i = 0; i < batch.size(); i++) {
                float label = batch.shard().labels()[task][batch.row(i)];
                if (!Float.isNaN(label)) {
                    LabelScale scale = model.spec().scales().get(task);
                    double score = scores[task * batch.size() + i];
                    sum += TaskLoss.of(model.spec().tasks()).get(task).loss(scale.scaled(score), scale.scaled(label));
                    labelled++;
                }
            }
            loss += weights[task] * sum / labelled;
        }
        return loss;
    }

    /** A step across the kink of a ReLU has two slopes; the gradient is one of them or between. */
    private static void assertGradient(double actual, double right, double left, String where) {
        double tolerance = 1e-3 + 0.02 * Math.max(Math.abs(left), Math.abs(right));
        assertThat(actual).as(where).isBetween(Math.min(left, right) - tolerance, Math.max(left, right) + tolerance);
    }

    @Test
    void step_numbersNotFinite_changesNothing() {
        Shard shard = SmallRecommender.rows(24);
        EmbeddingTables tables = EmbeddingTables.initial(SmallRecommender.MMOE.embeddings(STEADY.rule()));
        try (RecommenderModel model = SmallRecommender.started(SmallRecommender.MMOE, STEADY, tables)) {
            model.step(shard.all(), new double[] {1, 1});
            float[] parameters = model.parameters();
            float[] state = model.optimizerState();
            RowRecords rows = model.touchedRows();
            Shard bad = SmallRecommender.rows(30);
            bad.numbers()[0][25] = Float.POSITIVE_INFINITY;
            assertThat(model.step(bad.all(), new double[] {1, 1}).isFinite()).isFalse();
            bad.numbers()[0][25] = 1;
            bad.labels()[1][25] = 3e38f; // a squared error beyond any float, though not beyond a double
            assertThat(model.step(bad.all(), new double[] {1e30, 1e30}).isFinite())
                    .isFalse();
            assertThat(model.parameters()).isEqualTo(parameters);
            assertThat(model.optimizerState()).isEqualTo(state);
            for (int table = 0; table < 2; table++) {
                assertThat(model.touchedRows().rows(table)).isEqualTo(rows.rows(table));
                assertThat(model.touchedRows().records(table)).isEqualTo(rows.records(table));
            }
            assertThat(model.step(shard.all(), new double[] {1, 1}).isFinite()).isTrue();
        }
    }

    @Test
    void step_explodingLoss_isCutByClipping() {
        assertThat(finiteSteps(SmallRecommender.sgd(0.5, 0, Double.POSITIVE_INFINITY)))
                .isLessThan(40);
        assertThat(finiteSteps(SmallRecommender.sgd(0.5, 0, 1))).isEqualTo(40);
    }

    /** Trains on labels far from the first outputs, and returns how many of 40 steps had finite numbers. */
    private static int finiteSteps(OptimizerSettings optimizer) {
        Shard shard = SmallRecommender.rows(24);
        for (int row = 0; row < shard.rows(); row++) {
            shard.labels()[1][row] *= 1e4f;
        }
        EmbeddingTables tables = EmbeddingTables.initial(SmallRecommender.MMOE.embeddings(optimizer.rule()));
        try (RecommenderModel model = SmallRecommender.started(SmallRecommender.MMOE, optimizer, tables)) {
            int finite = 0;
            while (finite < 40 && model.step(shard.all(), new double[] {1, 1}).isFinite()) {
                finite++;
            }
            return finite;
        }
    }
}
