package io.fulcrum.contract.encoder;

import java.util.List;

/**
 * Where a list and the weights of its entries are in a record. A weight is a number from 0 to the largest float; an
 * entry that is null or has another weight is missing.
 *
 * @param entries source of the entries
 * @param weights source of their weights
 * @param columns names of both, for messages
 */
public record WeightedList(int entries, int weights, List<String> columns) implements ListEntries {
    public WeightedList {
        columns = List.copyOf(columns);
    }

    /** Returns the list of a feature whose columns are at these places. */
    static WeightedList of(EncodedFeature feature, int... sources) {
        return new WeightedList(
                sources[0],
                sources[1],
                feature.sources().stream().map(Source::column).toList());
    }

    /** Whether both lists have as many entries, or one of them is missing. */
    public boolean isPaired(SourceRow row) {
        return row.isNull(entries) || row.isNull(weights) || row.length(entries) == row.length(weights);
    }

    /**
     * Returns the number of pairs, those that are missing among them; 0 if one of the lists is missing.
     *
     * @throws UnpairedListException if the lists have different lengths
     */
    @Override
    public int count(SourceRow row) {
        if (row.isNull(entries) || row.isNull(weights)) {
            return 0;
        }
        int pairs = row.length(entries);
        if (pairs != row.length(weights)) {
            throw new UnpairedListException("Lists \"" + columns.get(0) + "\" and \"" + columns.get(1) + "\" have "
                    + pairs + " and " + row.length(weights)
                    + " entries in one row, but each entry needs one weight. Write both with the same length.");
        }
        return pairs;
    }

    @Override
    public boolean isPresent(SourceRow row, int pair, Utf8 entry) {
        return isWeight(row.number(weights, pair)) && row.text(entries, pair, entry);
    }

    /** Whether the pair has an entry whose weight is no number that a weight may be. */
    public boolean isRefused(SourceRow row, int pair, Utf8 entry) {
        return !row.isNull(weights, pair) && !isWeight(row.number(weights, pair)) && row.text(entries, pair, entry);
    }

    /** Returns the weight of a pair that is present. */
    public float weight(SourceRow row, int pair) {
        return (float) (row.number(weights, pair) + 0.0); // -0.0 is 0.0
    }

    private static boolean isWeight(double number) {
        return number >= 0 && NumericEncoder.fitsFloat(number);
    }
}
