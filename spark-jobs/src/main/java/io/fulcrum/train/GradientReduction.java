package io.fulcrum.train;

import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.ProbeOptions.Of;
import io.fulcrum.data.Seeds;
import io.fulcrum.model.ParameterLayout;
import io.fulcrum.model.ParameterLayout.Shared;
import io.fulcrum.model.ParameterLayout.Slice;
import java.util.List;

/**
 * A linear map of gradients of the shared parameters to what a worker sends: the last shared layer alone, a sketch, or
 * both. Because it is linear, the sum of what workers send is what the summed gradients would be mapped to.
 *
 * <p>The sketch is a count sketch (Charikar, Chen and Farach-Colton, 2002): each coordinate is added, with a random
 * sign, to one of m random buckets. For x and y, ⟨Sx, Sy⟩ has the mean ⟨x, y⟩ and a variance of at most
 * (‖x‖²‖y‖² + ⟨x, y⟩²) / m, so a norm is wrong by about √(2 / m) and a product of gradients by about
 * √(1 / m) ‖x‖‖y‖.
 *
 * @param from first measured place among the shared parameters
 * @param size number of measured places
 * @param buckets m, 0 for no sketch
 * @param seed of buckets and signs, the same for all workers of a round
 */
record GradientReduction(int from, int size, int buckets, long seed) {
    static GradientReduction of(ParameterLayout layout, ProbeOptions options, long seed) {
        int shared = layout.sharedSize();
        int size = options.of() == Of.LAST_LAYER ? lastLayer(layout) : shared;
        return new GradientReduction(shared - size, size, options.sketch(), seed);
    }

    /** Numbers for each task. */
    int length() {
        return buckets == 0 ? size : buckets;
    }

    /** Maps gradients, [task][shared parameter]; returns them themselves where nothing is left out. */
    double[][] of(double[][] gradients) {
        if (buckets == 0 && from == 0) {
            return gradients;
        }
        double[][] reduced = new double[gradients.length][length()];
        for (int p = 0; p < size; p++) {
            long bits = Seeds.mix(seed + p);
            int bucket = buckets == 0 ? p : (int) Long.remainderUnsigned(bits >>> 1, buckets);
            int sign = buckets == 0 || (bits & 1) == 0 ? 1 : -1;
            for (int task = 0; task < gradients.length; task++) {
                reduced[task][bucket] += sign * gradients[task][from + p];
            }
        }
        return reduced;
    }

    /** The parameters of the last layer that is shared. */
    private static int lastLayer(ParameterLayout layout) {
        List<Slice> shared = layout.slices().stream()
                .filter(slice -> slice.owner() instanceof Shared)
                .toList();
        int size = 0;
        for (int i = shared.size() - 1; i >= 0; i--) {
            if (!shared.get(i).layer().equals(shared.get(shared.size() - 1).layer())) {
                return size;
            }
            size += shared.get(i).length();
        }
        return size;
    }
}
