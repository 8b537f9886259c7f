package io.fulcrum.contract.drift;

import io.fulcrum.contract.drift.Bins.Bin;
import io.fulcrum.contract.drift.Bins.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What became of the distribution of one feature.
 *
 * @param bins the counts of the training split and of the rows at hand; at least one value each
 */
public record FeatureDrift(String feature, Divergence divergence, List<BinCounts> bins) {
    /** The values of one bin in the training split and in the rows at hand. */
    public record BinCounts(Kind kind, String label, long training, long now) {}

    /** A number before and after. */
    public record Change(double training, double now) {}

    public FeatureDrift {
        bins = List.copyOf(bins);
    }

    /** Compares two lists of counts; // [bin]. */
    static FeatureDrift of(String feature, List<Bin> bins, List<Long> training, List<Long> now) {
        List<BinCounts> counts = new ArrayList<>();
        for (int i = 0; i < bins.size(); i++) {
            counts.add(new BinCounts(bins.get(i).kind(), bins.get(i).label(), training.get(i), now.get(i)));
        }
        List<BinCounts> folded = folded(counts);
        Divergence divergence = Divergence.of(
                folded.stream().mapToLong(BinCounts::training).toArray(),
                folded.stream().mapToLong(BinCounts::now).toArray());
        return new FeatureDrift(feature, divergence, folded);
    }

    /**
     * Values that the vocabulary got later are unseen to a model whose training split had none of them: it was trained
     * before.
     */
    private static List<BinCounts> folded(List<BinCounts> bins) {
        long added = count(bins, Kind.ADDED, BinCounts::now);
        if (count(bins, Kind.ADDED, BinCounts::training) > 0) {
            return bins;
        }
        return bins.stream()
                .filter(bin -> bin.kind() != Kind.ADDED)
                .map(bin -> bin.kind() == Kind.UNSEEN
                        ? new BinCounts(bin.kind(), bin.label(), bin.training(), bin.now() + added)
                        : bin)
                .toList();
    }

    private static long count(List<BinCounts> bins, Kind kind, ToLongFunction<BinCounts> count) {
        return bins.stream().filter(bin -> bin.kind() == kind).mapToLong(count).sum();
    }

    /** Returns the number of training values. */
    public long training() {
        return bins.stream().mapToLong(BinCounts::training).sum();
    }

    /** Returns the number of values of the rows at hand. */
    public long now() {
        return bins.stream().mapToLong(BinCounts::now).sum();
    }

    /** Returns the share of values of one kind. */
    public Change share(Kind kind) {
        return new Change(
                (double) count(bins, kind, BinCounts::training) / training(),
                (double) count(bins, kind, BinCounts::now) / now());
    }

    /** Returns whether it has bins of a kind with a value. */
    public boolean has(Kind kind) {
        return bins.stream().anyMatch(bin -> bin.kind() == kind && bin.training() + bin.now() > 0);
    }
}
