package io.fulcrum.train;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.data.Shard;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Seeded rows with two learnable tasks, and a small model for them. */
public final class GeneratedRows {
    public static final TaskSet TASKS = new TaskSet(
            List.of(new TaskSpec("click", "click", TaskType.BINARY), new TaskSpec("buy", "buy", TaskType.BINARY)));
    static final FeatureSchema FEATURES = new FeatureSchema(List.of(
            FeatureColumn.categorical("user", 40),
            FeatureColumn.categorical("item", 25),
            new FeatureColumn("history", FeatureColumn.Kind.CATEGORICAL_LIST, "item", 25),
            FeatureColumn.numeric("price"),
            FeatureColumn.numeric("age")));
    public static final ModelSpec MODEL = new ModelSpec(
            TASKS,
            FEATURES,
            List.of(LabelScale.IDENTITY, LabelScale.IDENTITY),
            new NetworkSettings(new Mmoe(3, List.of(12, 8), List.of(6)), 4),
            17);
    public static final OptimizerSettings ADAM =
            new OptimizerSettings(new UpdateRule.Adam(0.9, 0.999, 1e-8), LearningRate.constant(1e-2), 1e-4, 5);

    private GeneratedRows() {}

    /** Returns shards of the given sizes; {@code labelled} is the share of rows that have the second task's label. */
    public static List<Shard> shards(long seed, double labelled, int... sizes) {
        return IntStream.range(0, sizes.length)
                .mapToObj(i -> shard(seed + i, labelled, sizes[i]))
                .toList();
    }

    static Shard shard(long seed, double labelled, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] ids = new int[2][rows];
        int[] offsets = new int[rows + 1];
        int[] history = new int[3 * rows];
        float[][] numbers = new float[2][rows];
        float[][] labels = new float[2][rows];
        for (int row = 0; row < rows; row++) {
            ids[0][row] = random.nextInt(40);
            ids[1][row] = random.nextInt(25);
            offsets[row + 1] = offsets[row] + random.nextInt(4);
            for (int entry = offsets[row]; entry < offsets[row + 1]; entry++) {
                history[entry] = random.nextInt(25);
            }
            numbers[0][row] = (float) (2 * random.nextDouble() - 1);
            numbers[1][row] = (float) (2 * random.nextDouble() - 1);
            double taste = Math.sin(ids[0][row]) + Math.cos(ids[1][row]) + numbers[0][row];
            labels[0][row] = chance(random, 2 * taste) ? 1 : 0;
            boolean known = random.nextDouble() < labelled;
            boolean buys = chance(random, taste - 2 * numbers[1][row]);
            labels[1][row] = known ? buys ? 1 : 0 : Float.NaN;
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

    private static boolean chance(SplittableRandom random, double logit) {
        return random.nextDouble() < 1 / (1 + Math.exp(-logit));
    }
}
