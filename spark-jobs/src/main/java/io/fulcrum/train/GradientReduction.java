package io.fulcrum.train;

import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.ProbeOptions.Of;
import io.fulcrum.data.Seeds;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear map of gradients of the shared parameters to what a worker sends: the shared layers nearest to the heads
 * alone, a sketch, or both. Because it is linear, the sum of what workers send is what the summed gradients would be
 * mapped to.
 *
 * <p>The sketch is a count sketch (Charikar, Chen and Farach-Colton, 2002): each coordinate is added, with a random
 * sign, to one of m random buckets. For x and y, ⟨Sx, Sy⟩ has the mean ⟨x, y⟩ and a variance of at most
 * (‖x‖²‖y‖² + ⟨x, y⟩²) / m, so a norm is wrong by about √(2 / m) and a product of gradients by about
 * √(1 / m) ‖x‖‖y‖. A coordinate of an embedding row is addressed by its table, row and column, so that workers with
 * other rows put it into the same bucket.
 *
 * @param measured stretches of the shared parameters; empty for all of them
 * @param size number of measured parameters
 * @param buckets m, 0 for no sketch
 * @param seed of buckets and signs, the same for all workers of a round
 */
record GradientReduction(List<Stretch> measured, int size, int buckets, long seed) {
    /** Neighbouring places among the shared parameters. */
    record Stretch(int from, int length) {}

    static GradientReduction of(ParameterLayout layout, ProbeOptions options, long seed) {
        if (options.of() != Of.LAST_LAYER) {
            return new GradientReduction(List.of(), layout.sharedSize(), options.sketch(), seed);
        }
        List<Stretch> measured = new ArrayList<>();
        int at = 0;
        for (Slice slice : layout.slices()) {
            if (layout.lastShared().contains(slice)) {
                measured.add(new Stretch(at, slice.length()));
            }
            at += slice.owner() instanceof Shared ? slice.length() : 0;
        }
        int size = measured.stream().mapToInt(Stretch::length).sum();
        return new GradientReduction(measured, size, options.sketch(), seed);
    }

    /** Numbers for each task. */
    int length() {
        return buckets == 0 ? size : buckets;
    }

    /** Maps gradients. A sketch holds those of embedding rows too, which else stay as they are. */
    GradientSums of(GradientSums gradients) {
        double[][] reduced = of(gradients.sums());
        if (buckets == 0) {
            return new GradientSums(reduced, gradients.embeddings());
        }
        gradients.embeddings().forEach((table, row, width, sums, at) -> {
            long address = Seeds.of(Seeds.of(seed, table), row);
            for (int i = 0; i < width; i++) {
                add(sums, at + i, Seeds.of(address, i), reduced);
            }
        });
        return GradientSums.of(reduced);
    }

    /** Maps gradients, [task][shared parameter]; returns them themselves where nothing is left out. */
    double[][] of(double[][] gradients) {
        if (buckets == 0 && measured.isEmpty()) {
            return gradients;
        }
        double[][] reduced = new double[gradients.length][length()];
        int p = 0; // number of a measured place
        for (Stretch stretch : measured.isEmpty() ? List.of(new Stretch(0, size)) : measured) {
            if (buckets == 0) {
                for (int task = 0; task < gradients.length; task++) {
                    System.arraycopy(gradients[task], stretch.from, reduced[task], p, stretch.length);
                }
                p += stretch.length;
            } else {
                for (int i = stretch.from; i < stretch.from + stretch.length; i++) {
                    add(gradients, i, Seeds.mix(seed + p++), reduced);
                }
            }
        }
        return reduced;
    }

    /** Adds a coordinate to its bucket, with its sign. @param bits random ones of the coordinate */
    private void add(double[][] gradients, int from, long bits, double[][] reduced) {
        int bucket = (int) Long.remainderUnsigned(bits >>> 1, buckets);
        int sign = (bits & 1) == 0 ? 1 : -1;
        for (int task = 0; task < gradients.length; task++) {
            reduced[task][bucket] += sign * gradients[task][from];
        }
    }
}
