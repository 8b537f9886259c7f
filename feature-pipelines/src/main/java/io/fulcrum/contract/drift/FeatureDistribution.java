package io.fulcrum.contract.drift;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the values of one feature are distributed; a list counts each of its entries, an empty one as one missing value.
 *
 * @param splits lower-case split name → number of values by bin; // [bin]
 */
public record FeatureDistribution(String feature, Bins bins, Map<String, List<Long>> splits) {
    public FeatureDistribution {
        Map<String, List<Long>> copied = new TreeMap<>();
        for (Map.Entry<String, List<Long>> split : splits.entrySet()) {
            List<Long> counts = List.copyOf(split.getValue());
            if (counts.size() != bins.size() || !areCounts(counts)) {
                throw new IllegalArgumentException("Feature \"" + feature + "\" has " + counts.size() + " counts of "
                        + bins.size() + " bins in split " + split.getKey()
                        + ", but needs one for each, none negative and at least one positive. Prepare the data again.");
            }
            copied.put(split.getKey(), counts);
        }
        splits = Collections.unmodifiableMap(copied);
    }

    /** Whether numbers can be the counts of bins: none is negative and some are positive. */
    public static boolean areCounts(List<Long> numbers) {
        return numbers.stream().allMatch(count -> count >= 0)
                && numbers.stream().anyMatch(count -> count > 0);
    }

    Optional<List<Long>> counts(String split) {
        return Optional.ofNullable(splits.get(split));
    }
}
