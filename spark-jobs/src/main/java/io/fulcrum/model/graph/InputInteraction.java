package io.fulcrum.model.graph;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.fulcrum.config.Excerpt;
import io.fulcrum.model.graph.ColumnOperation.Pair;
import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is computed of the input's features together, before an architecture reads it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InputInteraction.None.class, name = "none"),
    @JsonSubTypes.Type(value = InputInteraction.DcnV2.class, name = "dcn-v2"),
    @JsonSubTypes.Type(value = InputInteraction.Fm.class, name = "fm"),
    @JsonSubTypes.Type(value = InputInteraction.Fwfm.class, name = "fwfm"),
    @JsonSubTypes.Type(value = InputInteraction.AutoInt.class, name = "autoint")
})
public sealed interface InputInteraction extends Serializable {
    /** The input as it is. */
    InputInteraction NONE = new None();

    /** Adds it to a network and returns what the architecture reads as its input. */
    Value of(GraphBuilder graph);

    /** Features with embedding rows that it needs at least. */
    default int leastEmbedded() {
        return 2;
    }

    /** Refuses an input of too few features, or of different widths where rows are multiplied with each other. */
    default void requireFields(InputFields fields) {
        if (leastEmbedded() > 0) {
            requireOneWidth(fields);
        }
        if (fields.embedded().size() < leastEmbedded()) {
            throw new IllegalArgumentException("network.input.interaction needs " + leastEmbedded()
                    + " features with embedding rows, but the data has "
                    + fields.embedded().size()
                    + ". Set interaction = none or dcn-v2, or encode more features with a table.");
        }
    }

    private static void requireOneWidth(InputFields fields) {
        Map<Integer, List<String>> named = new TreeMap<>();
        for (int i = 0; i < fields.embedded().size(); i++) {
            named.computeIfAbsent(fields.widths().get(i), width -> new ArrayList<>())
                    .add(fields.embedded().get(i));
        }
        if (named.size() > 1) {
            String widths = named.entrySet().stream()
                    .map(one -> one.getKey() + " (" + Excerpt.of(String.join(", ", one.getValue())) + ")")
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "network.input.interaction multiplies embedding rows with each other, but"
                            + " features have rows of different sizes: " + widths
                            + ". Set interaction = none or dcn-v2, or one size for all: remove network.embedding-sizes.");
        }
    }

    /** Nothing: dense layers read the columns. */
    record None() implements InputInteraction {
        @Override
        public int leastEmbedded() {
            return 0;
        }

        @Override
        public Value of(GraphBuilder graph) {
            return graph.plainInput();
        }
    }

    /**
     * Cross layers (Wang et al., DCN V2, WWW 2021, eq. 1 and 2): x_{l+1} = x_0 · (W_l x_l + b_l) + x_l, entry by entry.
     * The architecture reads the last one (the stacked structure).
     *
     * @param layers at least 1
     * @param rank 0 for a full matrix; otherwise W_l is a product of two, of this inner width
     */
    record DcnV2(int layers, int rank) implements InputInteraction {
        public DcnV2 {
            SizeLimits.checkedLevels(layers, "cross layers");
            if (rank < 0) {
                throw new IllegalArgumentException(
                        "rank = " + rank + " must be at least 0. Set 0 for full matrices, or for example 32.");
            }
            SizeLimits.checkedUnits("rank", rank);
        }

        @Override
        public int leastEmbedded() {
            return 0;
        }

        @Override
        public Value of(GraphBuilder graph) {
            Value first = graph.columns("columns");
            Value below = first;
            for (int layer = 0; layer < layers; layer++) {
                Value narrow = rank == 0 ? below : graph.dense("narrow" + layer, below, rank, Activation.IDENTITY);
                Value mapped = graph.dense("cross" + layer, narrow, first.width(), Activation.IDENTITY);
                Value product = graph.product("crossed" + layer, first, mapped, 1);
                below = graph.sum("input" + layer, List.of(product, below));
            }
            return below;
        }
    }

    /**
     * Beside the columns, what a factorisation machine sums up of its features, as a vector (He and Chua, Neural
     * Factorization Machines, SIGIR 2017, eq. 4): Σ_{i<j} v_i · v_j, entry by entry, = ((Σ_i v_i)² - Σ_i v_i²) / 2.
     */
    record Fm() implements InputInteraction {
        @Override
        public Value of(GraphBuilder graph) {
            List<Value> rows = new ArrayList<>();
            List<Value> squares = new ArrayList<>();
            for (Range range : graph.fields().embeddedRanges()) {
                Value row = graph.columns("row" + rows.size(), List.of(range));
                squares.add(graph.product("square" + rows.size(), row, row, 0.5f));
                rows.add(row);
            }
            Value sum = graph.sum("rows", rows);
            Value all = graph.product("square", sum, sum, 0.5f);
            Value own = graph.sum("squares", squares);
            Value pairs = graph.sum("pairs", List.of(all, own), List.of(1f, -1f));
            return graph.concat("input-and-pairs", List.of(graph.columns("columns"), pairs));
        }
    }

    /**
     * Beside the columns, the inner products of all pairs of embedding rows, which the layers above weight (Pan et al.,
     * Field-weighted Factorization Machines, WWW 2018, eq. 4).
     */
    record Fwfm() implements InputInteraction {
        @Override
        public Value of(GraphBuilder graph) {
            List<Range> fields = graph.fields().embeddedRanges();
            Value rows = graph.columns("rows", fields);
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                for (int j = i + 1; j < fields.size(); j++) {
                    pairs.add(new Pair(i, j));
                }
            }
            Value products = graph.dots("pairs", rows, rows, fields.get(0).count(), pairs);
            return graph.concat("input-and-pairs", List.of(graph.columns("columns"), products));
        }
    }

    /**
     * Beside the columns, layers of self-attention over the features (Song et al., AutoInt, CIKM 2019, eq. 5 to 8): for
     * feature m and head h, Σ_k α_mk V_h e_k with α_m the softmax over k of (Q_h e_m) · (K_h e_k); the heads side by
     * side plus R e_m, rectified, is the feature of the next layer.
     *
     * @param layers at least 1
     * @param heads of a layer
     * @param units of a head
     */
    record AutoInt(int layers, int heads, int units) implements InputInteraction {
        public AutoInt {
            SizeLimits.checkedLevels(layers, "attention layers");
            if (heads < 1 || units < 1) {
                throw new IllegalArgumentException("heads = " + heads + " and units = " + units
                        + " must be at least 1. Set, for example, 2 heads of 8 units.");
            }
            SizeLimits.checkedUnits("heads", heads);
            SizeLimits.checkedUnits("units", units);
        }

        @Override
        public Value of(GraphBuilder graph) {
            List<Range> fields = graph.fields().embeddedRanges();
            Value below = graph.columns("rows", fields);
            for (int layer = 0; layer < layers; layer++) {
                below = attended(graph, layer, below, fields.size());
            }
            return graph.concat("input-and-attention", List.of(graph.columns("columns"), below));
        }

        private Value attended(GraphBuilder graph, int layer, Value below, int fields) {
            Value[][] mixed = new Value[fields][heads];
            for (int head = 0; head < heads; head++) {
                String name = layer + "-" + head;
                Value values = graph.tied("values" + name, below, fields, units, Activation.IDENTITY);
                Value queries = graph.tied("queries" + name, below, fields, units, Activation.IDENTITY);
                Value keys = graph.tied("keys" + name, below, fields, units, Activation.IDENTITY);
                for (int field = 0; field < fields; field++) {
                    String of = name + "-" + field;
                    Value scores = graph.dots("scores" + of, queries, keys, units, withAll(field, fields));
                    mixed[field][head] = graph.mixture("mixed" + of, scores, List.of(values));
                }
            }
            List<Value> side = new ArrayList<>();
            for (Value[] ofField : mixed) {
                side.addAll(List.of(ofField));
            }
            Value rest = graph.tied("rest" + layer, below, fields, heads * units, Activation.IDENTITY);
            Value sum = graph.sum("attended" + layer, List.of(graph.concat("heads" + layer, side), rest));
            return graph.activate("attention" + layer, sum, Curve.RELU);
        }

        private static List<Pair> withAll(int field, int fields) {
            return IntStream.range(0, fields)
                    .mapToObj(other -> new Pair(field, other))
                    .toList();
        }
    }
}
