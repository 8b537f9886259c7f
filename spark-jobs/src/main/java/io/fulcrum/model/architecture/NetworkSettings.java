package io.fulcrum.model.architecture;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.SharedRepresentation;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The network's shape.
 *
 * @param embedding parameters of embedding rows
 * @param attention the lists that are pooled by attention, in the order of their names
 */
public record NetworkSettings(
        Architecture architecture, NetworkOptions options, EmbeddingSizes embedding, List<ListAttention> attention)
        implements Serializable {
    public NetworkSettings {
        attention = attention.stream()
                .sorted(Comparator.comparing(ListAttention::list))
                .toList();
        if (options.towers().areBuilt() && !architecture.takesSmallTowers()) {
            throw new IllegalArgumentException("small-towers.gamma = "
                    + options.towers().gamma() + " with "
                    + architecture.key()
                    + ", whose tasks have no heads over a shared representation. Set gamma = 0.");
        }
    }

    /** Lists that are pooled as their features say. */
    public NetworkSettings(Architecture architecture, NetworkOptions options, EmbeddingSizes embedding) {
        this(architecture, options, embedding, List.of());
    }

    /** Embedding rows of one size. */
    public NetworkSettings(Architecture architecture, NetworkOptions options, int embeddingSize) {
        this(architecture, options, EmbeddingSizes.of(embeddingSize));
    }

    /** An architecture with the default options. */
    public NetworkSettings(Architecture architecture, int embeddingSize) {
        this(architecture, NetworkOptions.DEFAULT, embeddingSize);
    }

    /** Parameters of an embedding row of every feature without a size of its own. */
    public int embeddingSize() {
        return embedding.common();
    }

    /** Returns the same with another architecture. */
    public NetworkSettings with(Architecture other) {
        return new NetworkSettings(other, options, embedding, attention);
    }

    /**
     * Checks that options and attention fit the architecture.
     *
     * @throws IllegalArgumentException if a layer cannot be made as they say
     */
    public void requireFit(int tasks) {
        if (!attention.isEmpty() && architecture.leastEmbeddingSize(tasks) > 1) {
            throw new IllegalArgumentException(ListAttention.KEY + " with network.type = "
                    + architecture.key()
                    + ", which gives each task a part of every embedding row: scores of whole rows would mix them. Remove "
                    + ListAttention.KEY + ", or set another network.type.");
        }
        if (!options.equals(NetworkOptions.DEFAULT)) {
            sample(tasks);
        }
    }

    /** Whether the heads of so many tasks all read the same columns of what the tasks share. */
    public boolean hasCommonRepresentation(int tasks) {
        return SharedRepresentation.of(sample(tasks)).isPresent();
    }

    /** Returns the network of an input as data may have it, before the data is known. */
    private NetworkGraph sample(int tasks) {
        List<String> named = Stream.concat(architecture.namedFeatures().stream(), options.gates().features().stream())
                .toList();
        return graph(InputFields.sample(named, architecture.leastEmbeddingSize(Math.max(2, tasks))), tasks);
    }

    /**
     * Checks that the features of data fit.
     *
     * @throws IllegalArgumentException if the network cannot be made of them
     */
    public void requireFeatures(FeatureSchema features, int tasks) {
        InputLayout.of(features, embedding, attention);
        GraphBuilder.parameters(architecture, options, InputFields.of(features, embedding), tasks);
    }

    /** What the network computes. */
    public NetworkGraph graph(InputFields fields, int tasks) {
        return NetworkGraph.of(architecture, options, fields, tasks);
    }
}
