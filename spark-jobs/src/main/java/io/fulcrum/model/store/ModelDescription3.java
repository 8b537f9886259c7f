package io.fulcrum.model.store;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.NetworkSettings;
import java.util.List;

/** Version 3 of {@link ModelDescription}, in which all architectures had the default options. */
record ModelDescription3(
        int schema,
        String dataFingerprint,
        TaskSet tasks,
        FeatureSchema features,
        List<LabelScale> labelScales,
        Network network,
        long seed,
        List<ModelDescription.ArrayFile> arrays) {

    static final int SCHEMA = 3;

    /** The architecture and the parameters of an embedding row. */
    record Network(int embeddingSize, Architecture architecture) {
        ModelDescription.Network today() {
            return ModelDescription.Network.of(new NetworkSettings(architecture, embeddingSize));
        }
    }

    ModelDescription today() {
        return new ModelDescription(
                ModelDescription.SCHEMA, dataFingerprint, tasks, features, labelScales, network.today(), seed, arrays);
    }
}
