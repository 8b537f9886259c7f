package io.fulcrum.model.store;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import java.util.List;

/** Version 2 of {@link ModelDescription}, which knew two architectures and gave their sizes common names. */
record ModelDescription2(
        int schema,
        String dataFingerprint,
        TaskSet tasks,
        FeatureSchema features,
        List<LabelScale> labelScales,
        Network network,
        long seed,
        List<ModelDescription.ArrayFile> arrays) {

    static final int SCHEMA = 2;

    /** An architecture; {@code experts} is 0 where it has none. */
    record Network(String type, int embeddingSize, int experts, List<Integer> sharedLayers, List<Integer> headLayers) {
        ModelDescription.Network today() {
            Architecture architecture = switch (type) {
                case "mmoe" -> new Mmoe(experts, sharedLayers, headLayers);
                case "shared-bottom" -> new SharedBottom(sharedLayers, headLayers);
                default ->
                    throw new IllegalArgumentException("Network type \"" + type
                            + "\" is not one that models of schema version 2 have (shared-bottom, mmoe). The file was"
                            + " edited; train again.");
            };
            return ModelDescription.Network.of(new NetworkSettings(architecture, embeddingSize));
        }
    }

    ModelDescription today() {
        return new ModelDescription(
                ModelDescription.SCHEMA, dataFingerprint, tasks, features, labelScales, network.today(), seed, arrays);
    }
}
