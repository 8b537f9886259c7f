package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.embedding.EmbeddingGradients;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.RowFeed;
import io.fulcrum.train.exchange.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a worker does with batches whose numbers are none. */
class LocalTrainerTest {
    private static final float START = 5;
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new Slice("p", 0, 1, new Shared())));

    /** What a batch does to a model of one parameter and two tasks. */
    private enum Kind {
        GOOD,
        BAD_LOSS,
        BAD_GRADIENT,
        BAD_ROW,
        BAD_HEAD,
        TOO_FAR
    }

    /** Takes a step of 1 on every batch that is good, and measures (1, 2) as the tasks' gradients. */
    private static final class Model implements TrainableModel<Kind> {
        private final List<Kind> read;
        private float parameter;

        Model(List<Kind> read) {
            this.read = read;
        }

        @Override
        public ParameterLayout layout() {
            return LAYOUT;
        }

        @Override
        public void load(float[] parameters, float[] optimizerState, long step) {
            parameter = parameters[0];
        }

        @Override
        public float[] parameters() {
            return new float[] {parameter};
        }

        @Override
        public float[] optimizerState() {
            return new float[0];
        }

        @Override
        public void read(Kind batch) {
            read.add(batch);
        }

        @Override
        public TaskSums probe(double[][] sums) {
            Kind batch = batch();
            sums[0][0] += batch == Kind.BAD_GRADIENT ? Double.POSITIVE_INFINITY : 1;
            sums[1][0] += batch == Kind.BAD_LOSS ? Double.NaN : 2;
            return sums(batch);
        }

        /** Adds 3 and 4 for the row 7 of the only table. */
        @Override
        public TaskSums probe(double[][] sums, EmbeddingGradients rows) {
            rows.add(0, 0, 7, new float[] {3});
            rows.add(1, 0, 7, new float[] {batch() == Kind.BAD_ROW ? Float.NaN : 4});
            return probe(sums);
        }

        /** Rows of which the squares add up to 1 and 4, and the products to 1. */
        @Override
        public TaskSums probeRepresentation(double[][] products) {
            Kind batch = batch();
            double bad = batch == Kind.BAD_LOSS ? Double.NaN : 0;
            products[0][0] += batch == Kind.BAD_GRADIENT ? Double.POSITIVE_INFINITY : 1;
            products[0][1] += 1 + bad;
            products[1][0] += 1 + bad;
            products[1][1] += 4 + bad;
            return sums(batch);
        }

        /** Falls by 0.5 and 1 with each step taken. */
        @Override
        public TaskSums losses() {
            TaskSums sums = sums(batch());
            double steps = parameter - START;
            return new TaskSums(
                    new double[] {sums.lossSums()[0] - 0.5 * steps, sums.lossSums()[1] - steps}, sums.labelled(), 10);
        }

        @Override
        public TaskSums step(double[] taskWeights) {
            Kind batch = batch();
            boolean good = batch == Kind.GOOD || batch == Kind.TOO_FAR;
            parameter += batch == Kind.TOO_FAR ? Float.POSITIVE_INFINITY : good ? 1 : 0;
            return sums(batch).withSquaredGradient(good || batch == Kind.BAD_LOSS ? 1 : Double.POSITIVE_INFINITY);
        }

        @Override
        public void close() {}

        private Kind batch() {
            return read.get(read.size() - 1);
        }

        private static TaskSums sums(Kind batch) {
            return new TaskSums(new double[] {2, batch == Kind.BAD_LOSS ? Double.NaN : 4}, new long[] {4, 4}, 10);
        }
    }

    /** A shard is its batches; those that a model reads are noted. */
    private record Task(BadNumbers onBadNumbers, int probes, List<Kind> read)
            implements TrainingTask<List<Kind>, Kind> {
        @Override
        public TrainableModel<Kind> open(RoundPlan plan, TableSource tables) {
            return new Model(read);
        }

        @Override
        public int probeBatches(RoundPlan plan) {
            return probes;
        }

        @Override
        public List<Kind> stepBatches(RoundPlan plan, int shardId, List<Kind> shard) {
            return shard;
        }

        @Override
        public double learningRate(long step) {
            return step;
        }

        @Override
        public String clipping() {
            return "clip";
        }
    }

    private static RoundState train(BadNumbers policy, Kind... batches) {
        return train(new Task(policy, batches.length, new ArrayList<>()), batches);
    }

    private static RoundState train(Task task, Kind... batches) {
        return train(ProbeSettings.ofGram(), task, batches);
    }

    private static RoundState train(ProbeSettings probe, Task task, Kind... batches) {
        RoundPlan plan = new RoundPlan(7, 0, 100, 1, new float[] {START}, new float[0], new double[] {1, 1}, 0);
        return new LocalTrainer<>(task, probe).train(plan, RowFeed.NONE, 3, List.of(batches));
    }

    @Test
    void train_skip_leavesBadBatchesOutOfEverySum() {
        RoundState mixed = train(
                BadNumbers.SKIP,
                Kind.GOOD,
                Kind.BAD_LOSS,
                Kind.BAD_GRADIENT,
                Kind.GOOD,
                Kind.BAD_HEAD,
                Kind.BAD_GRADIENT);
        RoundState clean = train(BadNumbers.SKIP, Kind.GOOD, Kind.GOOD);
        assertThat(mixed.trouble()).isEmpty();
        assertThat(mixed.skipped()).containsExactly(2 * 2 + 1, 2 + 1);
        assertThat(clean.skipped()).containsExactly(0, 0);
        assertThat(mixed.examples()).isEqualTo(20);
        assertThat(mixed.steps()).isEqualTo(2);
        assertThat(mixed.probe().whole().gradients().sums())
                .isDeepEqualTo(new double[][] {{3}, {6}}); // a bad head shows in a step alone
        assertThat(RoundResult.of(mixed, ProbeSettings.ofGram()).probe().gram())
                .isDeepEqualTo(
                        RoundResult.of(clean, ProbeSettings.ofGram()).probe().gram());
        assertThat(RoundResult.of(mixed, ProbeSettings.ofGram()).losses()).containsExactly(0.5, 1);
        assertThat(RoundResult.of(mixed, ProbeSettings.ofGram()).probe().losses())
                .containsExactly(0.5, 1);
        assertThat(RoundResult.of(mixed, ProbeSettings.ofGram()).parameters()).containsExactly(7);
    }

    /** The second task's gradient of a row is NaN: the batch is in no sum, as if it were one of dense parameters. */
    @Test
    void train_gradientOfAnEmbeddingRowNotFinite_isLeftOutOrStops() {
        ProbeSettings settings =
                new ProbeSettings(Set.of(Evidence.GRAM), new ProbeOptions(ProbeOptions.Of.SHARED, 0, 0, true));
        Kind[] batches = {Kind.GOOD, Kind.BAD_ROW, Kind.GOOD};
        RoundState skipped = train(settings, new Task(BadNumbers.SKIP, 3, new ArrayList<>()), batches);
        assertThat(skipped.skipped()).as("probe, and step").containsExactly(0, 2);
        double[][] gram = RoundResult.of(skipped, settings).probe().gram();
        assertThat(gram).isDeepEqualTo(new double[][] {{(4 + 36) / 64.0, (8 + 48) / 64.0}, {56 / 64.0, (16 + 64) / 64.0}
        });
        Trouble trouble = train(settings, new Task(BadNumbers.STOP, 3, new ArrayList<>()), batches)
                .trouble()
                .orElseThrow();
        assertThat(trouble.message(7, "b", "clip"))
                .startsWith("Round 7, shard 3: gradient of task \"b\" is not finite in the probe, its loss is 1.0.");
        assertThat(trouble.task()).isEqualTo(1);
        assertThat(train(BadNumbers.STOP, batches).trouble().orElseThrow().localStep())
                .as("without embeddings it shows in the step")
                .isEqualTo(2);
    }

    @Test
    void train_probe_leavesTheFirstBatchReadForItsStep() {
        Task task = new Task(BadNumbers.STOP, 1, new ArrayList<>());
        train(task, Kind.GOOD, Kind.GOOD, Kind.GOOD);
        assertThat(task.read()).hasSize(3);
        Task further = new Task(BadNumbers.SKIP, 2, new ArrayList<>());
        train(further, Kind.GOOD, Kind.BAD_HEAD, Kind.BAD_LOSS);
        assertThat(further.read()).containsExactly(Kind.BAD_HEAD, Kind.GOOD, Kind.BAD_HEAD, Kind.BAD_LOSS);
    }

    @Test
    void train_noGradientsNeeded_measuresLossesAlone() {
        ProbeSettings losses = new ProbeSettings(Set.of(Evidence.LOSSES));
        RoundState state = train(losses, new Task(BadNumbers.STOP, 2, new ArrayList<>()), Kind.GOOD, Kind.GOOD);
        RoundResult result = RoundResult.of(state, losses);
        assertThat(result.probe().gram()).isEmpty();
        assertThat(result.probe().losses()).containsExactly(0.5, 1);
        assertThat(state.probe().bytes()).isZero();
        assertThat(result.probe().detail().lossesAfter()).isEmpty();
        assertThat(result.probe().detail().splitGram()).isEmpty();
        assertThat(result.probe().detail().gradients()).isEmpty();
    }

    /** Two good steps lower the sums of 2 and 4 over 4 rows to 1 and 2. */
    @Test
    void train_probeAfter_measuresTheProbesBatchesWhereTheWorkerEnds() {
        ProbeSettings after = new ProbeSettings(Set.of(Evidence.LOSSES, Evidence.PROBE_AFTER));
        Task task = new Task(BadNumbers.SKIP, 2, new ArrayList<>());
        RoundState state = train(after, task, Kind.GOOD, Kind.BAD_LOSS, Kind.GOOD);
        assertThat(task.read())
                .containsExactly(Kind.BAD_LOSS, Kind.GOOD, Kind.BAD_LOSS, Kind.GOOD, Kind.GOOD, Kind.BAD_LOSS);
        ProbeResult result = RoundResult.of(state, after).probe();
        assertThat(result.losses()).containsExactly(0.5, 1);
        assertThat(result.detail().lossesAfter()).containsExactly(0.25, 0.5);
        assertThat(state.skipped()[1]).as("probe, step and probe after").isEqualTo(3);
    }

    /** Batches 1 and 3 are one half, batch 2 the other: sums of 2 and 1 over 8 and 4 rows. */
    @Test
    void train_splitGram_dealsTheProbesBatchesOutInTurn() {
        ProbeSettings split = new ProbeSettings(Set.of(Evidence.SPLIT_GRAM, Evidence.COORDINATES));
        RoundState state =
                train(split, new Task(BadNumbers.STOP, 3, new ArrayList<>()), Kind.GOOD, Kind.GOOD, Kind.GOOD);
        assertThat(state.probe().parts().get(0).gradients().sums()).isDeepEqualTo(new double[][] {{2}, {4}});
        assertThat(state.probe().parts().get(1).gradients().sums()).isDeepEqualTo(new double[][] {{1}, {2}});
        ProbeResult result = RoundResult.of(state, split).probe();
        assertThat(result.labelled()).containsExactly(12, 12);
        assertThat(result.detail().splitGram()).isDeepEqualTo(new double[][] {
            {0.25 * 0.25, 0.25 * 0.5}, {0.5 * 0.25, 0.5 * 0.5}
        });
        assertThat(result.detail().gradients()).isDeepEqualTo(new double[][] {{0.25}, {0.5}});
        assertThat(result.gram()).isDeepEqualTo(new double[][] {{0.0625, 0.125}, {0.125, 0.25}});
    }

    /** Two good batches of 4 rows each: squares of 2 and 8, products of 2, over 8 · 8. */
    @Test
    void train_representation_addsTheProductsOfGoodBatches() {
        ProbeSettings settings = ProbeSettings.of(BalanceSettings.of(BalanceSettings.Method.MGDA_UB));
        Task task = new Task(BadNumbers.SKIP, 4, new ArrayList<>());
        RoundState state = train(settings, task, Kind.GOOD, Kind.BAD_LOSS, Kind.BAD_GRADIENT, Kind.GOOD);
        assertThat(state.probe().products()).isDeepEqualTo(new double[][] {{2, 2}, {2, 8}});
        assertThat(state.skipped()).as("probe and step").containsExactly(2, 2);
        assertThat(state.probe().bytes()).isEqualTo(4 * 8);
        ProbeResult result = RoundResult.of(state, settings).probe();
        assertThat(result.gram()).isDeepEqualTo(new double[][] {{2 / 64.0, 2 / 64.0}, {2 / 64.0, 8 / 64.0}});
        assertThat(result.isByRepresentation()).isTrue();
        assertThat(result.losses()).containsExactly(0.5, 1);
        assertThat(result.gradients().norms(LAYOUT)).isEmpty();
        assertThat(RoundResult.of(train(BadNumbers.SKIP, Kind.GOOD), ProbeSettings.ofGram())
                        .probe()
                        .isByRepresentation())
                .isFalse();
    }

    @Test
    void train_stop_endsAtTheFirstBadBatchAndSaysWhose() {
        assertThat(message(Kind.GOOD, Kind.BAD_LOSS))
                .isEqualTo(
                        "Round 7, shard 3: loss of task \"b\" is NaN in the probe. No parameter was updated before, so the cause is in the data or the initial parameters: check the labels"
                                + " and features for extreme values, or clip.");
        assertThat(message(Kind.BAD_GRADIENT))
                .isEqualTo("Round 7, shard 3: gradient of task \"a\" is not finite in the"
                        + " probe, its loss is 0.5. No parameter was updated before, so the cause is in the data or the initial parameters: check the labels"
                        + " and features for extreme values, or clip.");
        assertThat(message(Kind.GOOD, Kind.BAD_HEAD, Kind.GOOD))
                .isEqualTo(
                        "Round 7, shard 3: gradient of task \"a\" is not"
                                + " finite after local step 2, its loss is 0.5. Last learning rate 102.0; try a lower one, or clip.");
    }

    @Test
    void train_parametersNotFinite_isTroubleEvenWhereBatchesAreSkipped() {
        for (BadNumbers policy : BadNumbers.values()) {
            Trouble trouble = train(policy, Kind.GOOD, Kind.TOO_FAR).trouble().orElseThrow();
            assertThat(trouble.message(7, "a", "clip"))
                    .isEqualTo(
                            "Round 7, shard 3: parameters are not finite after local"
                                    + " step 2, though every loss and gradient was. Last learning rate 102.0; try a lower one, or clip.");
        }
    }

    private static String message(Kind... batches) {
        Trouble trouble = train(BadNumbers.STOP, batches).trouble().orElseThrow();
        return trouble.message(7, Stream.of("a", "b").toList().get(trouble.task()), "clip");
    }
}
