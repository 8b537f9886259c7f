package io.fulcrum.features.encode;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.features.profile.ValueCounts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ids of one table's values: 0 is missing, 1 … unknown buckets are shared by unknown values, the rest go to known
 * values by falling count, those of equal count in text order.
 *
 * @param table the embedding table it belongs to
 * @param unknownBuckets number of ids that unknown values share
 * @param known known values and their counts, in id order
 */
public record Vocabulary(String table, int unknownBuckets, List<ValueCounts.Entry> known) {
    /** Keeps the values that were seen at least {@code minCount} times. */
    static Vocabulary of(String table, int unknownBuckets, int minCount, ValueCounts counts) {
        List<ValueCounts.Entry> known = counts.byFallingCount().stream()
                .filter(entry -> entry.count() >= minCount)
                .toList();
        return new Vocabulary(table, unknownBuckets, known);
    }

    /** Returns the number of ids, known values and others. */
    public int rows() {
        return firstKnown() + known.size();
    }

    /** The id of the most frequent value. */
    public int firstKnown() {
        return 1 + unknownBuckets;
    }

    /** Returns a digest of which id means which value. */
    String digest() {
        return Fingerprint.of(known.stream().map(ValueCounts.Entry::value).collect(Collectors.joining("\u0000")));
    }

    /** Returns the ids in a form that travels to executors. */
    Ids ids() {
        Map<String, Integer> ids = new HashMap<>();
        List<ValueCounts.Entry> entries = new ArrayList<>(known);
        for (int i = 0; i < entries.size(); i++) {
            ids.put(entries.get(i).value(), firstKnown() + i);
        }
        return new Ids(ids);
    }

    /** Value → id of known values. */
    record Ids(Map<String, Integer> ids) implements Serializable {}
}
