package io.fulcrum.model;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.optimizer.UpdateRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * All that decides a model's shape, first values and units.
 *
 * @param scales of the tasks' labels, in task order
 * @param seed of the first parameters
 */
public record ModelSpec(
        TaskSet tasks, FeatureSchema features, List<LabelScale> scales, NetworkSettings network, long seed)
        implements Serializable {

    public ModelSpec {
        scales = List.copyOf(scales);
        if (scales.size() != tasks.size()) {
            throw new IllegalArgumentException("Model has " + scales.size() + " label scales for " + tasks.size()
                    + " tasks: each task needs one. Train again.");
        }
    }

    /** Returns the embedding tables, last those of trained queries, with room for the optimiser's state. */
    public EmbeddingSpec embeddings(UpdateRule rule) {
        List<EmbeddingSpec.Table> tables = new ArrayList<>(InputLayout.tables(features));
        List<Integer> widths =
                new ArrayList<>(network.embedding().ofTables(features).values());
        for (ListAttention attention : network.attention()) {
            if (attention.hasTrainedQuery()) {
                tables.add(attention.table());
                widths.add(network.embedding().size(attention.list()));
            }
        }
        List<Integer> stateWidths = widths.stream().map(rule::stateWidth).toList();
        return new EmbeddingSpec(tables, widths, stateWidths, seed);
    }

    /** Columns of the network's input. */
    public int inputWidth() {
        return inputLayout().inputWidth();
    }

    /** What the network computes of its input. */
    public NetworkGraph graph() {
        return network.graph(inputFields(), tasks.size());
    }

    InputFields inputFields() {
        return InputFields.of(features, network.embedding());
    }

    public InputLayout inputLayout() {
        return InputLayout.of(features, network.embedding(), network.attention());
    }
}
