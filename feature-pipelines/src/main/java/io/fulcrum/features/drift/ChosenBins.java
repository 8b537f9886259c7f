package io.fulcrum.features.drift;

import io.fulcrum.contract.drift.Bins;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A few bins made of fine ones, by the counts of the training split.
 *
 * @param bins the few
 * @param ofFine bin of each fine one; // [fine bin]
 */
record ChosenBins(Bins bins, int[] ofFine) {
    /** Number of ranges of a number between its extremes in training. */
    static final int RANGES = 20;

    /** Number of values of a discrete feature that have a bin of their own. */
    static final int VALUES = 50;

    /** Keeps bins as they are. */
    static ChosenBins same(Bins bins) {
        return new ChosenBins(bins, IntStream.range(0, bins.size()).toArray());
    }

    /**
     * Joins ranges to about equally full ones; those below and above all training numbers stay.
     *
     * @param training counts in the fine bins
     */
    static ChosenBins ranges(Bins.Ranges fine, long[] training) {
        List<Double> edges = fine.edges();
        int[] ofFine = new int[training.length];
        if (edges.isEmpty()) {
            return same(fine);
        }
        long total = 0;
        for (int bin = 1; bin < training.length; bin++) {
            total += training[bin];
        }
        List<Double> chosen = new ArrayList<>();
        long seen = 0;
        long cuts = 0;
        for (int range = 0; range < edges.size(); range++) {
            ofFine[range + 1] = chosen.size() + 1;
            seen += training[range + 1];
            long due = total == 0 ? 0 : seen * RANGES / total;
            boolean outermost = range == 0 || range == edges.size() - 1;
            boolean full = due > cuts && seen < total;
            if (outermost || full) {
                chosen.add(edges.get(range));
                cuts = due;
            }
        }
        ofFine[edges.size() + 1] = chosen.size() + 1;
        return new ChosenBins(new Bins.Ranges(chosen), ofFine);
    }

    /**
     * Keeps the most frequent cells and joins the others.
     *
     * @param training counts in the fine bins
     * @param name returns what a cell is called
     */
    static ChosenBins ids(Bins.Ids fine, long[] training, Order order, IntFunction<String> name) {
        Comparator<Integer> byCount = Comparator.comparingLong((Integer place) -> -training[2 + place])
                .thenComparing(Comparator.naturalOrder());
        List<Integer> places = IntStream.range(0, fine.cells().size())
                .boxed()
                .sorted(byCount)
                .limit(VALUES)
                .filter(place -> order == Order.VALUES || training[2 + place] > 0)
                .sorted(order == Order.VALUES ? Comparator.naturalOrder() : byCount)
                .toList();
        List<Integer> cells = places.stream().map(fine.cells()::get).toList();
        int others = cells.size() + 2;
        int[] ofFine = new int[training.length];
        for (int bin = 1; bin < ofFine.length; bin++) {
            int chosen = places.indexOf(bin - 2);
            ofFine[bin] = chosen < 0 ? others : 2 + chosen;
        }
        ofFine[1] = 1;
        ofFine[ofFine.length - 1] = others + 1;
        List<String> names = cells.stream().map(name::apply).toList();
        return new ChosenBins(new Bins.Ids(fine.rows(), fine.unseenIds(), cells, names), ofFine);
    }

    /** In which order the bins of ids are. */
    enum Order {
        COUNTS,
        VALUES
    }

    /** Returns counts of fine bins as counts of the few. */
    List<Long> join(long[] fine) {
        long[] joined = new long[bins.size()];
        for (int bin = 0; bin < fine.length; bin++) {
            joined[ofFine[bin]] += fine[bin];
        }
        return IntStream.range(0, joined.length).mapToObj(bin -> joined[bin]).toList();
    }
}
