package io.fulcrum.model;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.model.ColumnOperation.Range;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What stands where in the network's input, by the names of features: embedding rows, then numbers.
 *
 * @param embedded features whose embedding rows are read, in the order of the input
 * @param numbers the other features, of one column each
 * @param width columns of an embedding row
 */
record InputFields(List<String> embedded, List<String> numbers, int width) {
    InputFields {
        embedded = List.copyOf(embedded);
        numbers = List.copyOf(numbers);
    }

    static InputFields of(FeatureSchema features, int embeddingSize) {
        List<String> embedded = Stream.concat(features.categorical().stream(), features.lists().stream())
                .map(FeatureColumn::name)
                .toList();
        List<String> numbers =
                features.numeric().stream().map(FeatureColumn::name).toList();
        return new InputFields(embedded, numbers, embeddingSize);
    }

    /** An input of nothing but numbers, named by their places. */
    static InputFields numbers(int count) {
        return new InputFields(
                List.of(), IntStream.range(0, count).mapToObj(Integer::toString).toList(), 1);
    }

    /**
     * Features as data may have them, to build a network before the data is known.
     *
     * @param named those that the network reads by name
     */
    static InputFields sample(List<String> named, int width) {
        List<String> embedded = Stream.concat(named.stream(), Stream.of("one", "another"))
                .distinct()
                .toList();
        return new InputFields(embedded, List.of("number"), width);
    }

    /** Columns of all features, in 64 bits, which settings need not fit into. */
    long columns() {
        return (long) embedded.size() * width + numbers.size();
    }

    /** Returns [feature] the columns of the embedded features. */
    List<Range> embeddedRanges() {
        return IntStream.range(0, embedded.size())
                .mapToObj(i -> new Range(i * width, width))
                .toList();
    }

    /** Returns the columns of all numbers; none where there are none. */
    List<Range> numberRanges() {
        return numbers.isEmpty() ? List.of() : List.of(new Range(embedded.size() * width, numbers.size()));
    }

    /**
     * Returns the columns of features, ascending.
     *
     * @param where the setting that names them
     * @throws IllegalArgumentException if the input has no feature of a name
     */
    List<Range> ranges(String where, List<String> features) {
        return features.stream()
                .distinct()
                .map(feature -> range(where, feature))
                .sorted((a, b) -> Integer.compare(a.from(), b.from()))
                .toList();
    }

    private Range range(String where, String feature) {
        int field = embedded.indexOf(feature);
        int number = numbers.indexOf(feature);
        if (field < 0 && number < 0) {
            throw new IllegalArgumentException(
                    where + " names feature \"" + Excerpt.of(feature) + "\", which the data does not have. It has "
                            + String.join(", ", embedded)
                            + (embedded.isEmpty() || numbers.isEmpty() ? "" : ", ")
                            + String.join(", ", numbers) + ". Name one of them, or remove it from the setting.");
        }
        return field >= 0 ? new Range(field * width, width) : new Range(embedded.size() * width + number, 1);
    }
}
