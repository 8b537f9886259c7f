package io.fulcrum.bench;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Shard;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded rows of two binary tasks with labels that can be learnt.
 *
 * @param columns of a row
 * @param draw how ids are spread
 */
public record GeneratedRows(Columns columns, Draw draw) implements Serializable {
    /**
     * The inputs of a row.
     *
     * @param fields [categorical field] number of its ids
     */
    public record Columns(List<Integer> fields, int embeddingSize, int numbers) implements Serializable {
        /** Returns {@code count} fields of {@code ids} ids each. */
        static Columns equalFields(int count, int ids, int embeddingSize) {
            return new Columns(List.copyOf(Collections.nCopies(count, ids)), embeddingSize, 0);
        }
    }

    /** How often ids occur. */
    public enum Draw {
        /** All alike: the hardest on caches and on whoever counts on repeats. */
        UNIFORM {
            @Override
            double place(double uniform, int ids) {
                return uniform * ids;
            }
        },
        /** About as 1 / rank, as in real traffic: the rank's logarithm is uniform. */
        ZIPF {
            @Override
            double place(double uniform, int ids) {
                return Math.pow(ids + 1.0, uniform) - 1;
            }
        };

        abstract double place(double uniform, int ids);
    }

    /** Returns rows that depend on the seed alone. */
    public Shard shard(long seed, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] ids = new int[columns.fields().size()][rows];
        float[][] numbers = new float[columns.numbers()][rows];
        float[][] labels = new float[2][rows];
        for (int row = 0; row < rows; row++) {
            double taste = 0;
            for (int field = 0; field < ids.length; field++) {
                int size = columns.fields().get(field);
                ids[field][row] = Math.min(size - 1, (int) draw.place(random.nextDouble(), size));
                taste += Math.sin(ids[field][row] + field);
            }
            for (int number = 0; number < numbers.length; number++) {
                numbers[number][row] = (float) (2 * random.nextDouble() - 1);
                taste += numbers[number][row] / 4;
            }
            labels[0][row] = taste > 0 ? 1 : 0;
            labels[1][row] = taste + random.nextDouble() > 1 ? 1 : 0;
        }
        return new Shard(
                ids,
                new Shard.Lists[0],
                numbers,
                labels,
                Shard.UNWEIGHTED,
                new long[0],
                rows,
                LabelScale.identities(labels.length));
    }
}
