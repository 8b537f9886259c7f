package io.fulcrum.model;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A model with every kind of input and task, small enough for finite differences, and seeded rows for it. */
public final class SmallRecommender {
    static final TaskSet TASKS = new TaskSet(List.of(
            new TaskSpec("click", "clicked", TaskType.BINARY), new TaskSpec("watch", "seconds", TaskType.REGRESSION)));
    static final FeatureSchema FEATURES = new FeatureSchema(List.of(
            FeatureColumn.categorical("user", 9),
            FeatureColumn.numeric("price"),
            new FeatureColumn("item", FeatureColumn.Kind.CATEGORICAL, "item", 7),
            new FeatureColumn("history", FeatureColumn.Kind.CATEGORICAL_LIST, "item", 7)));
    static final List<LabelScale> SCALES = List.of(LabelScale.IDENTITY, new LabelScale(0.25, 0.5));
    public static final ModelSpec MMOE = spec(new Mmoe(3, List.of(6, 5), List.of(4)));
    /** Embedding rows of two sizes; item and history share a table. */
    public static final ModelSpec TWO_SIZES =
            sized(new Mmoe(2, List.of(6, 5), List.of(4)), new EmbeddingSizes(2, Map.of("user", 5)));
    /** The history pooled by attention to the item. */
    public static final ModelSpec ATTENDED = attended("item");
    /** The history pooled by attention to a trained vector, the row of a third table. */
    static final ModelSpec TRAINED_QUERY = attended("");

    public static final ModelSpec SHARED_BOTTOM = spec(new SharedBottom(List.of(8, 5), List.of()));

    private SmallRecommender() {}

    private static ModelSpec sized(Architecture architecture, EmbeddingSizes sizes) {
        return new ModelSpec(
                TASKS, FEATURES, SCALES, new NetworkSettings(architecture, NetworkOptions.DEFAULT, sizes), 23);
    }

    private static ModelSpec attended(String query) {
        NetworkSettings network = new NetworkSettings(
                new SharedBottom(List.of(5), List.of()),
                NetworkOptions.DEFAULT,
                new EmbeddingSizes(3, Map.of("user", 2)),
                List.of(new ListAttention("history", query)));
        return new ModelSpec(TASKS, FEATURES, SCALES, network, 23);
    }

    private static ModelSpec spec(Architecture architecture) {
        return new ModelSpec(TASKS, FEATURES, SCALES, new NetworkSettings(architecture, 3), 23);
    }

    static OptimizerSettings sgd(double rate, double l2, double clipNorm) {
        return new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(rate), l2, clipNorm);
    }

    /** A model before its first step, with its tables loaded. */
    static RecommenderModel started(ModelSpec spec, OptimizerSettings optimizer, EmbeddingTables tables) {
        RecommenderModel model = new RecommenderModel(spec, optimizer);
        model.embeddings(tables);
        model.load(model.parameters(), model.optimizerState(), 0);
        return model;
    }

    /** As {@link #rows(int)}, with weights of the lists: 0 now and then, or 1 if {@code most} is 1. */
    static Shard weighted(int rows, float most) {
        SplittableRandom random = new SplittableRandom(12);
        Shard plain = rows(rows);
        Shard.Lists history = plain.lists()[0];
        float[] weights = new float[history.ids().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = most == 1 ? 1 : Math.max(0, (float) random.nextDouble(-0.3, 1) * most);
        }
        return new Shard(
                plain.ids(),
                new Shard.Lists[] {new Shard.Lists(history.offsets(), history.ids(), weights)},
                plain.numbers(),
                plain.labels(),
                Shard.UNWEIGHTED,
                plain.groups(),
                rows,
                plain.scales());
    }

    /** Rows of which every third has no label of the second task; some lists are empty, some repeat an item. */
    static Shard rows(int rows) {
        SplittableRandom random = new SplittableRandom(11);
        int[][] ids = new int[2][rows];
        int[] offsets = new int[rows + 1];
        int[] history = new int[3 * rows];
        float[][] numbers = new float[1][rows];
        float[][] labels = new float[2][rows];
        for (int row = 0; row < rows; row++) {
            ids[0][row] = random.nextInt(9);
            ids[1][row] = random.nextInt(7);
            offsets[row + 1] = offsets[row] + row % 4;
            for (int entry = offsets[row]; entry < offsets[row + 1]; entry++) {
                history[entry] = random.nextInt(3);
            }
            numbers[0][row] = (float) random.nextDouble(-1, 1);
            labels[0][row] = random.nextInt(2);
            labels[1][row] = row % 3 == 0 ? Float.NaN : (float) random.nextDouble(-1, 1);
        }
        return new Shard(
                ids,
                new Shard.Lists[] {new Shard.Lists(offsets, history)},
                numbers,
                labels,
                Shard.UNWEIGHTED,
                new long[0],
                rows,
                LabelScale.identities(labels.length));
    }
}
