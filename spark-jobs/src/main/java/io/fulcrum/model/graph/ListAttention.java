package io.fulcrum.model.graph;

import io.fulcrum.config.Excerpt;
import io.fulcrum.config.NearestName;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.model.embedding.EmbeddingSpec;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * A list whose embedding rows are pooled by attention, see {@code AttentionPooling}, in place of its feature's pooling.
 *
 * @param list name of the list
 * @param query name of the categorical feature whose embedding row is the query; empty for a trained vector
 */
public record ListAttention(String list, String query) implements Serializable {
    /** The key under which lists are pooled by attention. */
    public static final String KEY = "network.input.attention";

    /** Whether the query is a trained vector: the one row of a table of its own. */
    public boolean hasTrainedQuery() {
        return query.isEmpty();
    }

    /** Returns the table of a trained query. */
    public EmbeddingSpec.Table table() {
        return new EmbeddingSpec.Table(list + " query", 1);
    }

    /** Returns 1 / √d, by which the products of rows and queries of d parameters are multiplied. */
    public static double scale(int width) {
        return 1 / Math.sqrt(width);
    }

    /**
     * Returns [list field] where its query is. Tables of trained queries are numbered after those of features, in the
     * order of {@code attention}.
     *
     * @throws IllegalArgumentException if a name is not that of a list or of a query for it
     */
    public static ListQuery[] queries(FeatureSchema features, EmbeddingSizes sizes, List<ListAttention> attention) {
        ListQuery[] queries = new ListQuery[features.lists().size()];
        Arrays.fill(queries, ListQuery.NONE);
        List<String> lists = names(features.lists());
        List<String> tables = List.copyOf(features.tables().keySet());
        int trained = tables.size();
        for (ListAttention one : attention) {
            int list = lists.indexOf(one.list);
            if (list < 0) {
                throw new IllegalArgumentException(KEY + " names feature \"" + Excerpt.of(one.list)
                        + "\", but the data has no list of that name. " + NearestName.hint(one.list, lists));
            }
            one.requireNoWeights(features, features.lists().get(list));
            queries[list] =
                    one.hasTrainedQuery() ? new ListQuery(trained++, ListQuery.TRAINED) : one.of(features, sizes);
        }
        return queries;
    }

    private ListQuery of(FeatureSchema features, EmbeddingSizes sizes) {
        List<String> fields = names(features.categorical());
        int field = fields.indexOf(query);
        if (field < 0) {
            throw new IllegalArgumentException(KEY + "." + Excerpt.of(list) + ".query names feature \""
                    + Excerpt.of(query)
                    + "\", but the data has no categorical feature of that name that is not a list. "
                    + NearestName.hint(query, fields));
        }
        List<Integer> widths = sizes.ofFeatures(features);
        int own = widths.get(fields.size() + names(features.lists()).indexOf(list));
        int other = widths.get(field);
        if (own != other) {
            throw new IllegalArgumentException("List \"" + Excerpt.of(list) + "\" has embedding rows of " + own
                    + " parameters and its query \"" + Excerpt.of(query) + "\" of " + other
                    + ", but attention multiplies them. Set the same size for both under " + EmbeddingSizes.KEY
                    + ", or another query.");
        }
        return new ListQuery(
                List.copyOf(features.tables().keySet())
                        .indexOf(features.categorical().get(field).table()),
                field);
    }

    private void requireNoWeights(FeatureSchema features, FeatureColumn column) {
        if (features.weights(column).isPresent()) {
            throw new IllegalArgumentException("List \"" + Excerpt.of(list)
                    + "\" has weights, which attention would leave out. Remove " + KEY + "." + Excerpt.of(list)
                    + ", or prepare the list without weights.");
        }
    }

    private static List<String> names(List<FeatureColumn> columns) {
        return columns.stream().map(FeatureColumn::name).toList();
    }
}
