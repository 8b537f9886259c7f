package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import java.io.Serializable;
import java.util.List;

/**
 * What the softmax gates of mixtures of experts are computed from. A gate that reads few features, such as those of the
 * user, chooses experts by them alone; a temperature above 1 keeps shares even, one below 1 drives them to one expert.
 *
 * @param features that gates read instead of what the architecture gives them; none leaves it as it is
 * @param temperature that scores are divided by, above 0
 * @param dropout share of the experts that a training step leaves out of a row's mixture, in [0, 1)
 */
public record Gates(List<String> features, double temperature, double dropout) implements Serializable {
    /** As the architecture has them. */
    public static final Gates PLAIN = new Gates(List.of(), 1, 0);

    public Gates {
        features = List.copyOf(features);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "gates.temperature = " + temperature + " must be finite and above 0. Set, for example, 1.");
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("gates.dropout = " + dropout
                    + " must be at least 0 and below 1. Set a share, for example 0.1, or 0 for none.");
        }
    }

    /** Adds the scores of a gate that reads {@code below} unless features are named. */
    Value scores(GraphBuilder graph, String name, Value below, int parts) {
        Value read = features.isEmpty()
                ? below
                : graph.columns(name + "-read", graph.fields().ranges("network.gates.features", features));
        Value scores = graph.dense(name, read, parts, Activation.IDENTITY);
        Value scaled = temperature == 1
                ? scores
                : graph.sum(name + "-scaled", List.of(scores), List.of((float) (1 / temperature)));
        return dropout == 0 ? scaled : graph.gateDropout(name + "-kept", scaled, dropout);
    }
}
