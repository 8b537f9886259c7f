package io.fulcrum.model;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import java.util.List;

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

    static final int SCHEMA = 2;
    private static final String SHARED_BOTTOM = "shared-bottom";
    private static final String MMOE = "mmoe";

    /** An architecture as plain fields; {@code experts} is 0 where it has none. */
    record Network(String type, int embeddingSize, int experts, List<Integer> sharedLayers, List<Integer> headLayers) {
        static Network of(NetworkSettings settings) {
            int size = settings.embeddingSize();
            Architecture architecture = settings.architecture();
            if (architecture instanceof Mmoe mmoe) {
                return new Network(MMOE, size, mmoe.experts(), mmoe.expertLayers(), mmoe.headLayers());
            }
            SharedBottom bottom = (SharedBottom) architecture;
            return new Network(SHARED_BOTTOM, size, 0, bottom.bottomLayers(), bottom.headLayers());
        }

        NetworkSettings settings() {
            Architecture architecture = switch (type) {
                case MMOE -> new Mmoe(experts, sharedLayers, headLayers);
                case SHARED_BOTTOM -> new SharedBottom(sharedLayers, headLayers);
                default ->
                    throw new IllegalArgumentException("Network type \"" + type
                            + "\" is not one that this version knows ("
                            + SHARED_BOTTOM + ", " + MMOE + "). Use the version of Fulcrum that wrote the model.");
            };
            return new NetworkSettings(architecture, embeddingSize);
        }
    }

    /** A file of little-endian 32-bit numbers: floats, in a table's file after each row's number. */
    record ArrayFile(String file, long floats, String sha256) {}

    ModelSpec spec() {
        return new ModelSpec(tasks, features, labelScales, network.settings(), seed);
    }
}
