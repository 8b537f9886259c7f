package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.data.StepAddress;
import io.fulcrum.data.WeightedShard;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.CrossStitch;
import io.fulcrum.model.architecture.Esmm;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.Mtan;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.Omoe;
import io.fulcrum.model.architecture.Ple;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.architecture.SingleTask;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.graph.SharedRepresentation;
import io.fulcrum.model.graph.SmallTowers;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What all heads read of the shared part, and the gradients by it. */
class SharedRepresentationTest {
    private static final Set<ArchitectureType> NEVER = EnumSet.of(
            ArchitectureType.SINGLE_TASK,
            ArchitectureType.PLE,
            ArchitectureType.DBMTL,
            ArchitectureType.SOFT_SHARING,
            ArchitectureType.SLUICE,
            ArchitectureType.MTL_NAS,
            ArchitectureType.ADASHARE);
    private static final Set<ArchitectureType> OF_TWO_TASKS = EnumSet.of(
            ArchitectureType.ESMM, ArchitectureType.ESCM2_IPS, ArchitectureType.ESCM2_DR, ArchitectureType.AITM);

    private static Optional<SharedRepresentation> of(Architecture architecture, int tasks) {
        return of(architecture, NetworkOptions.DEFAULT, tasks);
    }

    private static Optional<SharedRepresentation> of(Architecture architecture, NetworkOptions options, int tasks) {
        int width = architecture.leastEmbeddingSize(Math.max(2, tasks));
        InputFields fields = InputFields.sample(architecture.namedFeatures(), width);
        return SharedRepresentation.of(NetworkGraph.of(architecture, options, fields, tasks));
    }

    private static int width(Architecture architecture, int tasks) {
        return of(architecture, tasks).map(SharedRepresentation::width).orElse(0);
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void of_smallArchitecture_isThereUnlessHeadsReadDifferentValues(ArchitectureType type) {
        Architecture architecture = ArchitectureExamples.small(type);
        assertThat(of(architecture, 2).isPresent()).isEqualTo(!NEVER.contains(type));
        assertThat(of(architecture, 3).isPresent()).isEqualTo(!NEVER.contains(type) && !OF_TWO_TASKS.contains(type));
    }

    /** The top of a bottom, all experts, the top of all bottoms, each layer of a bottom, the first event's logit. */
    @Test
    void of_knownArchitectures_isWhatTheHeadsRead() {
        assertThat(width(new SharedBottom(List.of(8, 5), List.of(3)), 3)).isEqualTo(5);
        assertThat(width(new Mmoe(4, List.of(8, 5), List.of(3)), 3)).isEqualTo(4 * 5);
        assertThat(width(new Omoe(4, List.of(8, 5), List.of(3)), 3)).isEqualTo(5);
        assertThat(width(new CrossStitch(0.9, List.of(8, 5), List.of()), 3)).isEqualTo(3 * 5);
        assertThat(width(new Mtan(4, List.of(8, 5), List.of()), 3)).isEqualTo(8 + 5);
        assertThat(width(new Esmm(List.of(8), List.of(3)), 2)).isEqualTo(1);
        assertThat(width(new Ple(1, 2, 3, List.of(5), List.of()), 3))
                .as("one level")
                .isEqualTo(2 * 5);
        assertThat(width(new Ple(2, 2, 3, List.of(5), List.of()), 3))
                .as("own experts below")
                .isZero();
        assertThat(width(new Ple(1, 2, 3, List.of(5), List.of()), 1)).isEqualTo(2 * 5);
    }

    /** Gates of all tasks read the interaction too, whose cross layers have shared parameters. */
    @Test
    void of_mmoeOnCrossLayers_hasTheirOutputBesideTheExperts() {
        Mmoe mmoe = new Mmoe(4, List.of(5), List.of());
        NetworkOptions crossed = new NetworkOptions(HiddenLayers.RECTIFIED, new InputInteraction.DcnV2(1, 0));
        NetworkOptions products = new NetworkOptions(HiddenLayers.RECTIFIED, new InputInteraction.Fwfm());
        NetworkOptions towers = new NetworkOptions(HiddenLayers.RECTIFIED, new SmallTowers(List.of(2), 0.5));
        int columns = (int) InputFields.sample(List.of(), 1).columns();
        assertThat(of(mmoe, crossed, 2).orElseThrow().width()).isEqualTo(4 * 5 + columns);
        assertThat(of(mmoe, products, 2).orElseThrow().width())
                .as("no parameters")
                .isEqualTo(4 * 5);
        assertThat(of(mmoe, towers, 2).orElseThrow().width())
                .as("terms do not count")
                .isEqualTo(4 * 5);
    }

    /** Both tasks read the same value, but other columns of it. */
    @Test
    void of_headsThatReadOtherColumnsOfOneValue_isNone() {
        assertThat(of(new Halves(0, 4), 2)).isEmpty();
        assertThat(of(new Halves(2, 2), 2)).map(SharedRepresentation::width).hasValue(8);
        assertThat(of(new Halves(2, 3), 2)).isEmpty();
    }

    /** A bottom of eight units, of which each of two tasks reads four from its own place on. */
    private record Halves(int first, int second) implements Architecture {
        @Override
        public List<Value> logits(GraphBuilder graph, int tasks) {
            Value bottom = graph.stack("bottom", graph.input(), List.of(8));
            return List.of(
                    graph.head(0, graph.slice("left", bottom, first, 4), List.of()),
                    graph.head(1, graph.slice("right", bottom, second, 4), List.of()));
        }
    }

    static Stream<Architecture> common() {
        Stream<Architecture> others = Stream.of(
                new SharedBottom(List.of(6), List.of()),
                new SharedBottom(List.of(8, 6), List.of(5, 4)),
                new Mmoe(3, List.of(4), List.of()),
                new Ple(1, 2, 1, List.of(4, 3), List.of(2)),
                new Halves(2, 2));
        Stream<Architecture> random = LongStream.range(0, 40).mapToObj(RandomGraph::new);
        return Stream.of(ArchitectureExamples.all(), others, random)
                .flatMap(architectures -> architectures)
                .filter(architecture -> SharedRepresentation.of(
                                NetworkGraph.of(architecture, PlainStep.INPUTS, PlainStep.TASKS))
                        .isPresent());
    }

    /**
     * ∇_θ L_k = (∂Z/∂θ)ᵀ ∂f_k/∂Z, with ∂Z/∂θ from differences in double, so nothing bypasses Z and the walk stops
     * there; and the bound that MGDA-UB minimises, with the norm of that matrix.
     */
    @ParameterizedTest
    @MethodSource("common")
    void representationGradient_throughTheDerivativeOfZ_isTheGradientOfTheSharedParameters(Architecture architecture) {
        PlainStep step = new PlainStep(architecture, 5);
        List<Value> values = SharedRepresentation.of(step.graph).orElseThrow().values();
        double[][] jacobian = jacobian(step, values); // [shared parameter][column and row]
        step.forward(PlainStep.ROWS);
        double[][] byRepresentation = new double[PlainStep.TASKS][];
        double[][] byParameters = new double[PlainStep.TASKS][];
        for (int task = 0; task < PlainStep.TASKS; task++) {
            byRepresentation[task] = step.representationGradient(task);
            byParameters[task] = step.probe(task);
            for (int p = 0; p < jacobian.length; p++) {
                assertThat(byParameters[task][p])
                        .isCloseTo(dot(jacobian[p], byRepresentation[task]), within(2e-4 * (1 + norm(jacobian[p]))));
            }
            float[] ofParameters = step.network.gradients().clone();
            assertThat(step.representationGradient(task)).as("again").isEqualTo(byRepresentation[task]);
            assertThat(step.network.gradients()).as("nothing below").isEqualTo(ofParameters);
        }
        double largest = spectralNorm(jacobian);
        Random random = new Random(3);
        for (int trial = 0; trial < 20; trial++) {
            double w = random.nextDouble();
            double[] parameters = combined(w, byParameters);
            double[] representation = combined(w, byRepresentation);
            assertThat(norm(parameters)).isLessThanOrEqualTo(largest * norm(representation) * (1 + 1e-4) + 1e-6);
        }
    }

    private static double[][] jacobian(PlainStep step, List<Value> values) {
        List<double[]> rows = new ArrayList<>();
        for (Slice slice : step.network.layout().slices()) {
            for (int i = slice.offset(); slice.owner() instanceof Shared && i < slice.offset() + slice.length(); i++) {
                double value = step.parameters[i];
                step.parameters[i] = value + 1e-6;
                double[] above = step.values(values);
                step.parameters[i] = value - 1e-6;
                double[] below = step.values(values);
                step.parameters[i] = value;
                rows.add(IntStream.range(0, above.length)
                        .mapToDouble(k -> (above[k] - below[k]) / 2e-6)
                        .toArray());
            }
        }
        return rows.toArray(double[][]::new);
    }

    /** The largest singular value, by power iteration. */
    private static double spectralNorm(double[][] matrix) {
        double[] x = new Random(1).doubles(matrix[0].length, -1, 1).toArray();
        double length = 0;
        for (int iteration = 0; iteration < 500; iteration++) {
            double[] next = new double[x.length];
            for (double[] row : matrix) {
                double along = dot(row, x);
                Arrays.setAll(next, k -> next[k] + along * row[k]);
            }
            length = norm(next);
            double divisor = length == 0 ? 1 : length;
            x = Arrays.stream(next).map(entry -> entry / divisor).toArray();
        }
        return Math.sqrt(length);
    }

    private static double[] combined(double w, double[][] gradients) {
        return IntStream.range(0, gradients[0].length)
                .mapToDouble(k -> w * gradients[0][k] + (1 - w) * gradients[1][k])
                .toArray();
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
    }

    private static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** Rows one by one, in a model of one row a batch, add up to the products of a whole batch; so does any cut. */
    @ParameterizedTest
    @MethodSource("models")
    void probeRepresentation_rows_areKeptApartAndAddUp(ModelSpec spec) {
        Shard shard = weighted(SmallRecommender.rows(24));
        double[][] whole = products(spec, shard, 24);
        double scale = whole[0][0] + whole[1][1];
        assertThat(scale).isPositive();
        for (int batchSize : new int[] {1, 5, 12}) {
            double[][] cut = products(spec, shard, batchSize);
            for (int i = 0; i < 2; i++) {
                assertThat(cut[i]).containsExactly(whole[i], within(1e-6 * scale));
            }
        }
    }

    /** Three times the weight in the rows that are left, no label in the others. */
    @ParameterizedTest
    @MethodSource("models")
    void probeRepresentation_rowsWithoutLabelsOrWeight_addNothing(ModelSpec spec) {
        Shard shard = weighted(SmallRecommender.rows(24));
        float[][] weights = {shard.weights()[0].clone(), shard.weights()[1].clone()};
        float[][] none = {shard.labels()[0].clone(), shard.labels()[1].clone()};
        for (int row = 0; row < 12; row++) {
            weights[1][row] *= 3;
            none[1][row + 12] = Float.NaN;
        }
        Shard masked = new Shard(
                shard.ids(),
                shard.lists(),
                shard.numbers(),
                none,
                weights,
                shard.groups(),
                shard.rows(),
                LabelScale.identities(2));
        double[][] all = products(spec, shard, 12, 0, 1);
        double[][] first = products(spec, shard, 12, 0);
        double[][] found = products(spec, masked, 12, 0, 1);
        double scale = all[0][0] + all[1][1];
        assertThat(found[0][0]).isCloseTo(all[0][0], within(1e-9 * scale));
        assertThat(found[0][1]).isCloseTo(3 * first[0][1], within(1e-6 * scale));
        assertThat(found[1][0]).isEqualTo(found[0][1]);
        assertThat(found[1][1]).isCloseTo(9 * first[1][1], within(1e-6 * scale));
    }

    @Test
    void probeRepresentation_withoutOne_isRefusedInWords() {
        ModelSpec small = SmallRecommender.MMOE;
        ModelSpec apart = new ModelSpec(
                small.tasks(),
                small.features(),
                small.scales(),
                new NetworkSettings(new SingleTask(List.of(3), List.of()), 2),
                1);
        assertThatThrownBy(() -> products(apart, SmallRecommender.rows(24), 24))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("This model has no common representation. Measure gradients of its shared parameters: set"
                        + " balance.probe.of = shared.");
    }

    static Stream<ModelSpec> models() {
        return Stream.of(SmallRecommender.MMOE, SmallRecommender.SHARED_BOTTOM);
    }

    private static Shard weighted(Shard shard) {
        float[][] weights = new float[2][shard.rows()];
        Random random = new Random(4);
        for (float[] column : weights) {
            IntStream.range(0, column.length).forEach(row -> column[row] = 0.5f + random.nextFloat());
        }
        return WeightedShard.of(shard, weights);
    }

    private static double[][] products(ModelSpec spec, Shard shard, int batchSize) {
        return products(
                spec,
                shard,
                batchSize,
                IntStream.range(0, (shard.rows() + batchSize - 1) / batchSize).toArray());
    }

    private static double[][] products(ModelSpec spec, Shard shard, int batchSize, int... batches) {
        double[][] products = new double[2][2];
        try (RecommenderModel model = new RecommenderModel(spec, SmallRecommender.sgd(1, 0, 5))) {
            model.embeddings(EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd())));
            model.load(model.parameters(), model.optimizerState(), 0);
            List<Batch> all = Batch.inOrder(shard, batchSize, StepAddress.NONE);
            for (int batch : batches) {
                model.read(all.get(batch));
                model.probeRepresentation(products);
            }
        }
        return products;
    }
}
