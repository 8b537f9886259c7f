package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.EncodedFeature.MissingIndicator;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One feature as the configuration asks for it.
 *
 * @param name the prepared column, or the prefix of the names of several
 * @param columns the source column, or several that are crossed
 * @param weights the column of the weights of a list's entries
 * @param encoding how the one becomes the other
 * @param pooling how the rows of a list become one
 * @param indicator whether a 0/1 input beside it says that the value is missing
 * @param usedBy the configuration key that asks for it, for messages
 */
public record FeatureSpec(
        String name,
        List<String> columns,
        Optional<String> weights,
        Encoding encoding,
        Pooling pooling,
        MissingIndicator indicator,
        String usedBy) {
    private static final String CROSS = "cross";
    private static final String WEIGHTS = "weights";

    public FeatureSpec {
        columns = List.copyOf(columns);
    }

    /** Reads {@code features}, noting every problem. */
    public static List<FeatureSpec> read(ConfigReader root) {
        List<ConfigReader> entries = root.sections("features");
        if (entries.isEmpty()) {
            root.problem("features", "lists no feature, but a model needs at least one");
        }
        List<FeatureSpec> features = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            features.addAll(readEntry(entries.get(i), "features[" + i + "]"));
        }
        return features;
    }

    /** Returns all columns that it reads: those of its values, then that of the weights. */
    public List<String> sources() {
        return Stream.concat(columns.stream(), weights.stream()).toList();
    }

    /** Returns the uses of its source columns. */
    public List<ColumnNeed> needs() {
        ColumnType single = weights.isPresent() ? ColumnType.CATEGORY_LIST : encoding.needs();
        ColumnType type = columns.size() == 1 ? single : ColumnType.CATEGORY;
        List<ColumnNeed> needs = new ArrayList<>();
        columns.forEach(column -> needs.add(new ColumnNeed(column, usedBy, type)));
        weights.ifPresent(column -> needs.add(new ColumnNeed(column, usedBy + ".weights", ColumnType.NUMBER_LIST)));
        return needs;
    }

    /** Returns the names of the prepared columns that it may make. */
    public List<String> preparedNames() {
        List<String> names = new ArrayList<>();
        encoding.suffixes().forEach(suffix -> names.add(name + suffix));
        weights.ifPresent(column -> names.add(name + EncodedFeature.WEIGHTS));
        if (indicator == MissingIndicator.ADDED) {
            names.add(name + "_missing");
        }
        return names;
    }

    /** The embedding table and vocabulary of a categorical feature. */
    public String table() {
        return encoding.sharedTable().orElse(name);
    }

    private static List<FeatureSpec> readEntry(ConfigReader entry, String usedBy) {
        List<List<String>> inputs = inputs(entry);
        if (inputs.size() != 1 && entry.has("name")) {
            entry.problem("name", "renames " + inputs.size() + " columns at once: give the column an entry of its own");
        }
        Encoding encoding = entry.choice("encoding", EncodingName.class).read(entry);
        if (entry.has(CROSS) && !encoding.crosses()) {
            entry.problem(CROSS, "is for encoding vocabulary or hashed, which join texts: take one of them");
        }
        Optional<String> weights = weights(entry, inputs, encoding);
        Pooling pooling = pooling(entry, encoding);
        MissingIndicator indicator = entry.has("missing-indicator") && entry.flag("missing-indicator")
                ? MissingIndicator.ADDED
                : MissingIndicator.NONE;
        List<FeatureSpec> features = new ArrayList<>();
        for (List<String> columns : inputs) {
            String name = entry.optionalText("name").orElse(String.join("_x_", columns));
            features.add(new FeatureSpec(name, columns, weights, encoding, pooling, indicator, usedBy));
        }
        entry.refuseUnknown();
        return features;
    }

    /** Returns the columns of each feature that an entry makes. */
    private static List<List<String>> inputs(ConfigReader entry) {
        if (entry.has(CROSS) && entry.has("columns")) {
            entry.problem(
                    "columns", "lists single columns, but cross makes one feature of several: keep one of the two");
        }
        if (!entry.has(CROSS)) {
            List<String> columns = entry.texts("columns");
            if (columns.isEmpty() && entry.has("columns")) {
                entry.problem("columns", "names no column");
            }
            return columns.stream().map(List::of).toList();
        }
        List<String> crossed = entry.texts(CROSS);
        if (crossed.size() < 2 || crossed.stream().distinct().count() < crossed.size()) {
            entry.problem(CROSS, "names " + crossed + ", but needs at least two different columns");
        }
        return List.of(crossed.isEmpty() ? List.of("unnamed") : crossed);
    }

    private static Optional<String> weights(ConfigReader entry, List<List<String>> inputs, Encoding encoding) {
        Optional<String> weights = entry.optionalText(WEIGHTS);
        if (weights.isEmpty()) {
            return weights;
        }
        if (encoding.needs() != ColumnType.CATEGORY_OR_LIST) {
            entry.problem(
                    WEIGHTS,
                    "is for lists of discrete values, but this encoding makes something else: remove it, or"
                            + " take encoding vocabulary or hashed");
        } else if (entry.has(CROSS)) {
            entry.problem(WEIGHTS, "is for lists, but a cross joins single values: remove one of the two");
        } else if (inputs.size() != 1) {
            entry.problem(
                    WEIGHTS,
                    "is the weights of one list, but columns names " + inputs.size()
                            + ": give each list an entry of its own");
        } else if (inputs.get(0).equals(List.of(weights.get()))) {
            entry.problem(
                    WEIGHTS, "names the column of the list itself: name the column that holds its entries' weights");
        }
        return weights;
    }

    private static Pooling pooling(ConfigReader entry, Encoding encoding) {
        if (!entry.has("pooling")) {
            return Pooling.MEAN;
        }
        if (encoding.needs() != ColumnType.CATEGORY_OR_LIST) {
            entry.problem(
                    "pooling",
                    "is for lists of discrete values, but this encoding makes something else: remove it, or"
                            + " take encoding vocabulary or hashed");
        }
        return entry.choice("pooling", Pooling.class);
    }
}
