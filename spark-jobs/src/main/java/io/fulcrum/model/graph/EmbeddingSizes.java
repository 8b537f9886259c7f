package io.fulcrum.model.graph;

import static java.util.Objects.requireNonNull;

import io.fulcrum.config.Excerpt;
import io.fulcrum.config.NearestName;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many parameters the embedding rows of each feature have.
 *
 * @param common of every feature that {@code own} does not name
 * @param own feature → size
 */
public record EmbeddingSizes(int common, Map<String, Integer> own) implements Serializable {
    /** The key under which features have sizes of their own. */
    static final String KEY = "network.embedding-sizes";

    public EmbeddingSizes {
        own = Collections.unmodifiableMap(new TreeMap<>(own));
        requireSize("embeddingSize", common);
        own.forEach((feature, size) -> requireSize("embeddingSizes of \"" + Excerpt.of(feature) + "\"", size));
    }

    /** One size for all features. */
    public static EmbeddingSizes of(int common) {
        return new EmbeddingSizes(common, Map.of());
    }

    /** Returns the size of a feature. */
    public int size(String feature) {
        return own.getOrDefault(feature, common);
    }

    /**
     * Returns table → size, in the order of {@link FeatureSchema#tables}.
     *
     * @throws IllegalArgumentException if a feature is named that has no table, or features of one table differ
     */
    public Map<String, Integer> ofTables(FeatureSchema features) {
        List<FeatureColumn> embedded = features.embedded();
        List<String> names = embedded.stream().map(FeatureColumn::name).toList();
        own.keySet().stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(KEY + " names feature \"" + Excerpt.of(name)
                    + "\", but the data has no feature of that name with embedding rows. "
                    + NearestName.hint(name, names));
        });
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (String table : features.tables().keySet()) {
            sizes.put(
                    table,
                    common(embedded.stream()
                            .filter(feature -> feature.table().equals(table))
                            .toList()));
        }
        return sizes;
    }

    /**
     * Returns [embedded feature] its size, in the order of {@link FeatureSchema#embedded}.
     *
     * @throws IllegalArgumentException as {@link #ofTables}
     */
    List<Integer> ofFeatures(FeatureSchema features) {
        Map<String, Integer> ofTables = ofTables(features);
        return features.embedded().stream()
                .map(feature -> requireNonNull(ofTables.get(feature.table())))
                .toList();
    }

    /** Returns the one size of the features of a table. */
    private int common(List<FeatureColumn> sharing) {
        FeatureColumn first = sharing.get(0);
        for (FeatureColumn other : sharing) {
            if (size(other.name()) != size(first.name())) {
                throw new IllegalArgumentException("Features \"" + first.name() + "\" and \"" + other.name()
                        + "\" share table \"" + first.table() + "\", but have embedding sizes " + size(first.name())
                        + " and " + size(other.name()) + ". Set the same size for both under " + KEY + ".");
            }
        }
        return size(first.name());
    }

    private static void requireSize(String where, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(where + " = " + size
                    + " must be at least 1. Set how many parameters an embedding row has, for example 8.");
        }
        SizeLimits.checkedUnits(where, size);
    }
}
