package io.fulcrum.data;

import io.fulcrum.contract.FeatureColumn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order of rows with equal keys: by their features in the order of the manifest, then labels, weights and groups,
 * each as Spark orders values: no value first, NaN last, and -0.0 equal to 0.0.
 */
final class RowOrder implements Comparator<Integer> {
    private final Shard rows;
    private final List<FeatureColumn> features;

    RowOrder(Shard rows, List<FeatureColumn> features) {
        this.rows = rows;
        this.features = features;
    }

    @Override
    public int compare(Integer one, Integer other) {
        int compared = byFeatures(one, other);
        for (int task = 0; compared == 0 && task < rows.labels().length; task++) {
            compared = labels(rows.labels()[task][one], rows.labels()[task][other]);
        }
        for (int task = 0; compared == 0 && task < rows.weights().length; task++) {
            compared = rows.isWeighted(task) ? numbers(rows.weights()[task][one], rows.weights()[task][other]) : 0;
        }
        return compared != 0 || rows.groups().length == 0
                ? compared
                : Long.compare(rows.groups()[one], rows.groups()[other]);
    }

    private int byFeatures(int one, int other) {
        int ids = 0;
        int lists = 0;
        int numbers = 0;
        int compared = 0;
        for (int i = 0; compared == 0 && i < features.size(); i++) {
            compared = switch (features.get(i).kind()) {
                case CATEGORICAL -> Integer.compare(rows.ids()[ids][one], rows.ids()[ids++][other]);
                case CATEGORICAL_LIST -> lists(rows.lists()[lists++], one, other);
                case LIST_WEIGHTS -> weights(rows.lists()[lists - 1], one, other);
                case NUMERIC -> numbers(rows.numbers()[numbers][one], rows.numbers()[numbers++][other]);
            };
        }
        return compared;
    }

    private static int lists(Shard.Lists lists, int one, int other) {
        int[] offsets = lists.offsets();
        return Arrays.compare(
                lists.ids(), offsets[one], offsets[one + 1], lists.ids(), offsets[other], offsets[other + 1]);
    }

    /** Compares the weights of equal lists; none of them is NaN or -0.0. */
    private static int weights(Shard.Lists lists, int one, int other) {
        int[] offsets = lists.offsets();
        return Arrays.compare(
                lists.weights(), offsets[one], offsets[one + 1], lists.weights(), offsets[other], offsets[other + 1]);
    }

    /** NaN is a missing label. */
    private static int labels(float one, float other) {
        return Float.isNaN(one) || Float.isNaN(other)
                ? Boolean.compare(!Float.isNaN(one), !Float.isNaN(other))
                : numbers(one, other);
    }

    private static int numbers(float one, float other) {
        return one == other ? 0 : Float.compare(one, other);
    }
}
