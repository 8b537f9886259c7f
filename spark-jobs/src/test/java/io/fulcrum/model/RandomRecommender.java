package io.fulcrum.model;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.architecture.Stem;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.Gates;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputInteraction;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.SmallTowers;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Models of any shape by their seed: all architectures, small and huge tables, shared ones, lists, numbers. */
public final class RandomRecommender {
    private static final int[] TABLE_ROWS = {1, 5, 60, 3_000_000};

    private final SplittableRandom random;
    private final int experts; // of a mixture, or units of other layers
    private final ModelSpec spec;

    public RandomRecommender(long seed) {
        random = new SplittableRandom(seed);
        experts = 1 + random.nextInt(5);
        List<TaskSpec> tasks = new ArrayList<>();
        for (int task = 0; task <= random.nextInt(3); task++) {
            tasks.add(
                    new TaskSpec("task" + task, "label" + task, task % 2 == 0 ? TaskType.BINARY : TaskType.REGRESSION));
        }
        List<LabelScale> scales = tasks.stream()
                .map(task -> task.type() == TaskType.BINARY ? LabelScale.IDENTITY : new LabelScale(40, 7))
                .toList();
        Architecture architecture = architecture();
        FeatureSchema features = features();
        int least = architecture.leastEmbeddingSize(Math.max(2, tasks.size()));
        NetworkSettings network = network(architecture, features, least + random.nextInt(9));
        spec = new ModelSpec(new TaskSet(tasks), features, scales, network, seed);
    }

    /** Returns a small model of these inputs and tasks with its initial values. */
    public static Recommender untrained(TaskSet tasks, FeatureSchema features, List<LabelScale> scales) {
        ModelSpec spec = new ModelSpec(
                tasks, features, scales, new NetworkSettings(new SharedBottom(List.of(3), List.of()), 2), 5);
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
        return new Recommender(spec, MultiTaskNetwork.of(spec).parameters(), tables);
    }

    private InputInteraction interaction(Architecture architecture, FeatureSchema features) {
        List<InputInteraction> possible = Stream.of(
                        InputInteraction.NONE,
                        new InputInteraction.DcnV2(2, 0),
                        new InputInteraction.DcnV2(1, 3),
                        new InputInteraction.Fm(),
                        new InputInteraction.Fwfm(),
                        new InputInteraction.AutoInt(1, 2, 3))
                .filter(one -> one.leastEmbedded()
                        <= features.categorical().size() + features.lists().size())
                .toList();
        return architecture instanceof Stem ? InputInteraction.NONE : possible.get(random.nextInt(possible.size()));
    }

    private Gates gates(FeatureSchema features) {
        List<String> names = Stream.concat(features.numeric().stream(), features.categorical().stream())
                .map(FeatureColumn::name)
                .filter(name -> random.nextInt(3) == 0)
                .toList();
        return random.nextBoolean() ? Gates.PLAIN : new Gates(names, 0.5 + random.nextDouble(), 0.25);
    }

    private NetworkSettings network(Architecture architecture, FeatureSchema features, int embeddingSize) {
        HiddenActivation[] activations = HiddenActivation.values();
        Normalisation[] kinds = {Normalisation.NONE, Normalisation.RMS, Normalisation.LAYER};
        int possible = experts > 1 ? 3 : 2; // layer normalisation leaves nothing of one unit
        HiddenLayers hidden = new HiddenLayers(
                activations[random.nextInt(activations.length)], kinds[random.nextInt(possible)], 0.25);
        boolean towers = architecture.takesSmallTowers() && random.nextBoolean();
        NetworkOptions options = new NetworkOptions(
                hidden,
                interaction(architecture, features),
                architecture.hasGates() ? gates(features) : Gates.PLAIN,
                towers ? new SmallTowers(widths(0), 0.5) : SmallTowers.NONE);
        EmbeddingSizes sizes = sizes(options, features, embeddingSize);
        List<ListAttention> attention = architecture instanceof Stem ? List.of() : attention(features, sizes);
        return new NetworkSettings(architecture, options, sizes, attention);
    }

    /** Sizes of their own for some features; those that share a table keep the common one. */
    private EmbeddingSizes sizes(NetworkOptions options, FeatureSchema features, int common) {
        Map<String, Integer> own = new TreeMap<>();
        for (FeatureColumn field : features.categorical()) {
            if (options.interaction().leastEmbedded() == 0
                    && field.table().equals(field.name())
                    && random.nextBoolean()) {
                own.put(field.name(), common + random.nextInt(20));
            }
        }
        return new EmbeddingSizes(common, own);
    }

    /** Half of the lists without weights, with the row of a feature of their size as the query, or a trained one. */
    private List<ListAttention> attention(FeatureSchema features, EmbeddingSizes sizes) {
        List<ListAttention> attention = new ArrayList<>();
        for (FeatureColumn list : features.lists()) {
            List<FeatureColumn> queries = features.categorical().stream()
                    .filter(field -> sizes.size(field.name()) == sizes.size(list.name()))
                    .toList();
            if (features.weights(list).isEmpty() && random.nextBoolean()) {
                int query = random.nextInt(queries.size() + 1);
                attention.add(new ListAttention(
                        list.name(),
                        query == queries.size() ? "" : queries.get(query).name()));
            }
        }
        return attention;
    }

    private Architecture architecture() {
        List<Integer> heads = widths(0);
        ArchitectureType type = ArchitectureType.values()[random.nextInt(ArchitectureType.values().length)];
        return ArchitectureExamples.of(
                type,
                new ArchitectureExamples.Sizes(widths(1), heads, experts, random.nextInt(3), random.nextDouble()));
    }

    /** Widths of few products, and now and then of more outputs than the fixed-order product sums at a time. */
    private List<Integer> widths(int least) {
        return IntStream.range(0, least + random.nextInt(3))
                .mapToObj(layer -> 2 + random.nextInt(random.nextInt(4) == 0 ? 140 : 40))
                .toList();
    }

    private FeatureSchema features() {
        List<FeatureColumn> columns = new ArrayList<>();
        columns.add(FeatureColumn.numeric("number"));
        for (int i = random.nextInt(40); i > 0; i--) {
            columns.add(FeatureColumn.numeric("number" + i));
        }
        for (int i = random.nextInt(7); i > 0; i--) {
            columns.add(FeatureColumn.categorical("field" + i, TABLE_ROWS[random.nextInt(TABLE_ROWS.length)]));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            Pooling pooling = Pooling.values()[random.nextInt(Pooling.values().length)];
            columns.add(new FeatureColumn("shared" + i, FeatureColumn.Kind.CATEGORICAL, "items", 30));
            columns.add(new FeatureColumn("list" + i, FeatureColumn.Kind.CATEGORICAL_LIST, "items", 30, pooling));
            if (random.nextBoolean()) {
                columns.add(FeatureColumn.listWeights("list" + i + "_weights"));
            }
        }
        return new FeatureSchema(columns);
    }

    /** Returns a model some of whose embedding rows are trained. */
    public Recommender model() {
        float[] parameters = MultiTaskNetwork.of(spec).parameters();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) random.nextDouble(-0.1, 0.1);
        }
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
        for (int table = 0; table < tables.spec().tables().size(); table++) {
            for (int row = 0;
                    row < Math.min(20, tables.spec().tables().get(table).rows());
                    row += 2) {
                float[] trained = new float[tables.spec().stride(table)];
                for (int i = 0; i < trained.length; i++) {
                    trained[i] = (float) random.nextDouble(-1, 1);
                }
                tables.put(table, row, trained);
            }
        }
        return new Recommender(spec, parameters, tables);
    }

    public Shard rows(int rows) {
        int[][] ids = spec.features().categorical().stream()
                .map(column -> random.ints(rows, 0, column.rows()).toArray())
                .toArray(int[][]::new);
        Shard.Lists[] lists = spec.features().lists().stream()
                .map(column -> lists(column, rows))
                .toArray(Shard.Lists[]::new);
        float[][] numbers = new float[spec.features().numeric().size()][rows];
        for (float[] number : numbers) {
            for (int row = 0; row < rows; row++) {
                number[row] = (float) (random.nextDouble(-3, 3) * (random.nextInt(9) == 0 ? 1e3 : 1));
            }
        }
        return new Shard(
                ids,
                lists,
                numbers,
                new float[spec.tasks().size()][rows],
                Shard.UNWEIGHTED,
                new long[0],
                rows,
                LabelScale.identities(spec.tasks().size()));
    }

    private Shard.Lists lists(FeatureColumn column, int rows) {
        int[] offsets = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            offsets[row + 1] = offsets[row] + random.nextInt(6);
        }
        int[] ids = random.ints(offsets[rows], 0, column.rows()).toArray();
        return new Shard.Lists(
                offsets, ids, spec.features().weights(column).isPresent() ? weights(ids.length) : new float[0]);
    }

    /** Zeros, among which whole lists of them, ones, and others. */
    private float[] weights(int count) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = random.nextInt(3) == 0 ? random.nextInt(2) : (float) random.nextDouble(2);
        }
        return weights;
    }

    /** Returns batches of many sizes, among them 1, over the rows in another order, some of them repeated. */
    List<Batch> cuts(Shard shard) {
        int[] order = random.ints(2L * shard.rows(), 0, shard.rows()).toArray();
        List<Batch> batches = new ArrayList<>();
        for (int from = 0, size = 1; from < order.length; from += size, size = size % 97 + 1) {
            batches.add(new Batch(shard, order, from, Math.min(from + size, order.length)));
        }
        batches.add(new Batch(shard, order, 3, order.length));
        return batches;
    }
}
