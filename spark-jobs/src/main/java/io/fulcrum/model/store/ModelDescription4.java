package io.fulcrum.model.store;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.graph.NetworkOptions;
import java.util.List;

/** Version 4 of {@link ModelDescription}, in which the embedding rows of all features had one size. */
record ModelDescription4(
        int schema,
        String dataFingerprint,
        TaskSet tasks,
        FeatureSchema features,
        List<LabelScale> labelScales,
        Network network,
        long seed,
        List<ModelDescription.ArrayFile> arrays) {

    static final int SCHEMA = 4;

    /** The architecture, its options and the parameters of an embedding row. */
    record Network(int embeddingSize, Architecture architecture, NetworkOptions options) {
        ModelDescription.Network today() {
            return ModelDescription.Network.of(new NetworkSettings(architecture, options, embeddingSize));
        }
    }

    ModelDescription today() {
        return new ModelDescription(
                ModelDescription.SCHEMA, dataFingerprint, tasks, features, labelScales, network.today(), seed, arrays);
    }
}
