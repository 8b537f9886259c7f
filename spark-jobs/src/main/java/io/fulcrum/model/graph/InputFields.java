package io.fulcrum.model.graph;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.model.graph.ColumnOperation.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What stands where in the network's input, by the names of features: embedding rows, then numbers.
 *
 * @param embedded features whose embedding rows are read, in the order of the input
 * @param widths [embedded feature] columns of its embedding rows
 * @param numbers the other features, of one column each
 */
public record InputFields(List<String> embedded, List<Integer> widths, List<String> numbers) {
    public InputFields {
        embedded = List.copyOf(embedded);
        widths = List.copyOf(widths);
        numbers = List.copyOf(numbers);
    }

    /** Features whose embedding rows have one width. */
    public InputFields(List<String> embedded, List<String> numbers, int width) {
        this(embedded, Collections.nCopies(embedded.size(), width), numbers);
    }

    public static InputFields of(FeatureSchema features, EmbeddingSizes sizes) {
        List<String> embedded =
                features.embedded().stream().map(FeatureColumn::name).toList();
        List<String> numbers =
                features.numeric().stream().map(FeatureColumn::name).toList();
        return new InputFields(embedded, sizes.ofFeatures(features), numbers);
    }

    /** An input of nothing but numbers, named by their places. */
    public static InputFields numbers(int count) {
        return new InputFields(
                List.of(), IntStream.range(0, count).mapToObj(Integer::toString).toList(), 1);
    }

    /**
     * Features as data may have them, to build a network before the data is known.
     *
     * @param named those that the network reads by name
     */
    public static InputFields sample(List<String> named, int width) {
        List<String> embedded = Stream.concat(named.stream(), Stream.of("one", "another"))
                .distinct()
                .toList();
        return new InputFields(embedded, List.of("number"), width);
    }

    /** Columns of all features, in 64 bits, which settings need not fit into. */
    public long columns() {
        return widths.stream().mapToLong(width -> width).sum() + numbers.size();
    }

    private int firstNumber() {
        return (int) (columns() - numbers.size());
    }

    /** Returns [feature] the columns of the embedded features. */
    public List<Range> embeddedRanges() {
        List<Range> ranges = new ArrayList<>();
        int from = 0;
        for (int width : widths) {
            ranges.add(new Range(from, width));
            from += width;
        }
        return ranges;
    }

    /** Returns the columns of all numbers; none where there are none. */
    public List<Range> numberRanges() {
        return numbers.isEmpty() ? List.of() : List.of(new Range(firstNumber(), numbers.size()));
    }

    /**
     * Returns the columns of features, ascending.
     *
     * @param where the setting that names them
     * @throws IllegalArgumentException if the input has no feature of a name
     */
    public List<Range> ranges(String where, List<String> features) {
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
        return field >= 0 ? embeddedRanges().get(field) : new Range(firstNumber() + number, 1);
    }
}
