package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.Pooling;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * One feature as the configuration asks for it.
 *
 * @param name the prepared column
 * @param column the source column
 * @param encoding how the one becomes the other
 * @param pooling how the rows of a list become one
 * @param indicator whether a 0/1 input beside it says that the value is missing
 * @param usedBy the configuration key that asks for it, for messages
 */
public record FeatureSpec(
        String name, String column, Encoding encoding, Pooling pooling, MissingIndicator indicator, String usedBy) {
    /** Whether a 0/1 input says that a value is missing. */
    public enum MissingIndicator {
        NONE,
        ADDED
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

    public ColumnNeed need() {
        return new ColumnNeed(column, usedBy, encoding.needs());
    }

    /** The embedding table and vocabulary of a categorical feature. */
    public String table() {
        return encoding.sharedTable().orElse(name);
    }

    public String indicatorName() {
        return name + "_missing";
    }

    private static List<FeatureSpec> readEntry(ConfigReader entry, String usedBy) {
        List<String> columns = entry.texts("columns");
        if (columns.isEmpty() && entry.has("columns")) {
            entry.problem("columns", "names no column");
        }
        if (columns.size() != 1 && entry.has("name")) {
            entry.problem(
                    "name", "renames " + columns.size() + " columns at once: give the column an entry of its own");
        }
        Encoding encoding = entry.choice("encoding", EncodingName.class).read(entry);
        Pooling pooling = pooling(entry, encoding);
        MissingIndicator indicator = entry.has("missing-indicator") && entry.flag("missing-indicator")
                ? MissingIndicator.ADDED
                : MissingIndicator.NONE;
        List<FeatureSpec> features = new ArrayList<>();
        for (String column : columns) {
            features.add(new FeatureSpec(
                    entry.optionalText("name").orElse(column), column, encoding, pooling, indicator, usedBy));
        }
        entry.refuseUnknown();
        return features;
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
