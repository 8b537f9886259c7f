package io.fulcrum.model.store;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkOptions;
import java.util.List;
import java.util.Map;

/**
 * The file {@code model.json}: all that is needed to build the network again and to check the arrays beside it.
 *
 * @param schema version of the format, {@value #SCHEMA}
 * @param dataFingerprint of the prepared data that the model was trained on
 * @param labelScales per task what turns its output into the label's unit
 * @param seed of the first values, also of embedding rows
 * @param arrays the files of numbers, the network's parameters first, then the trained rows of each table
 */
record ModelDescription(
        int schema,
        String dataFingerprint,
        TaskSet tasks,
        FeatureSchema features,
        List<LabelScale> labelScales,
        Network network,
        long seed,
        List<ArrayFile> arrays) {

    static final int SCHEMA = 5;

    /**
     * The network's shape; the architecture's fields with its {@code type}.
     *
     * @param embeddingSizes feature → parameters of its embedding rows, where they are not {@code embeddingSize}
     * @param attention lists that are pooled by attention
     */
    record Network(
            int embeddingSize,
            Map<String, Integer> embeddingSizes,
            List<ListAttention> attention,
            Architecture architecture,
            NetworkOptions options) {
        static Network of(NetworkSettings settings) {
            return new Network(
                    settings.embeddingSize(),
                    settings.embedding().own(),
                    settings.attention(),
                    settings.architecture(),
                    settings.options());
        }

        NetworkSettings settings() {
            EmbeddingSizes embedding = new EmbeddingSizes(embeddingSize, embeddingSizes);
            return new NetworkSettings(architecture, options, embedding, attention);
        }
    }

    /** A file of little-endian 32-bit numbers: floats, in a table's file after each row's number. */
    record ArrayFile(String file, long floats, String sha256) {}

    ModelSpec spec() {
        return new ModelSpec(tasks, features, labelScales, network.settings(), seed);
    }
}
