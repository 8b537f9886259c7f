package io.fulcrum.model;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * The network's shape.
 *
 * @param embeddingSize parameters of an embedding row
 */
public record NetworkSettings(Architecture architecture, NetworkOptions options, int embeddingSize)
        implements Serializable {
    public NetworkSettings {
        if (embeddingSize < 1) {
            throw new IllegalArgumentException("embeddingSize = " + embeddingSize
                    + " must be at least 1. Set how many parameters an embedding row has, for example 8.");
        }
        SizeLimits.checkedUnits("embeddingSize", embeddingSize);
        if (options.towers().areBuilt() && !architecture.takesSmallTowers()) {
            throw new IllegalArgumentException("small-towers.gamma = "
                    + options.towers().gamma() + " with "
                    + ArchitectureType.of(architecture).key()
                    + ", whose tasks have no heads over a shared representation. Set gamma = 0.");
        }
    }

    /** An architecture with the default options. */
    public NetworkSettings(Architecture architecture, int embeddingSize) {
        this(architecture, NetworkOptions.DEFAULT, embeddingSize);
    }

    /** Returns the same with another architecture. */
    public NetworkSettings with(Architecture other) {
        return new NetworkSettings(other, options, embeddingSize);
    }

    /**
     * Checks that the options fit the architecture.
     *
     * @throws IllegalArgumentException if a layer cannot be made as they say
     */
    public void requireFit(int tasks) {
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

    /** What the network computes. */
    NetworkGraph graph(InputFields fields, int tasks) {
        return NetworkGraph.of(architecture, options, fields, tasks);
    }
}
