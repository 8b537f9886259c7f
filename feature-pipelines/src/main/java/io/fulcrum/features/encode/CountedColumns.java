package io.fulcrum.features.encode;

import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What is counted of encoded rows, and where it is in them.
 *
 * @param row position of the row's hash
 * @param labels positions of the labels as the source has them, in 64 bits; // [task]
 * @param weightFaults positions of what is wrong with the rows' weights, if tasks have weights; // [task]
 * @param vocabularies features that have a vocabulary
 */
record CountedColumns(int row, int[] labels, int[] weightFaults, List<Known> vocabularies) implements Serializable {
    /**
     * A feature with a vocabulary.
     *
     * @param column position of its ids
     * @param encoder what made them
     */
    record Known(String feature, int column, Source.Shape shape, VocabularyEncoder encoder) implements Serializable {}

    static CountedColumns of(FeatureManifest manifest, StructType schema) {
        return new CountedColumns(
                schema.fieldIndex(FeatureManifest.ROW_COLUMN),
                manifest.tasks().tasks().stream()
                        .mapToInt(task -> schema.fieldIndex(sourceLabel(task)))
                        .toArray(),
                manifest.tasks().tasks().stream()
                        .filter(task -> schema.getFieldIndex(weightFault(task)).isDefined())
                        .mapToInt(task -> schema.fieldIndex(weightFault(task)))
                        .toArray(),
                manifest.encoders().stream()
                        .filter(feature -> feature.encoder() instanceof VocabularyEncoder)
                        .map(feature -> known(feature, schema))
                        .toList());
    }

    /** Returns the name of the column of a task's labels before they are scaled; it is not stored. */
    static String sourceLabel(TaskSpec task) {
        return FeatureManifest.labelColumn(task) + ":source";
    }

    /** Returns the name of the column of what is wrong with a row's weight; it is not stored. */
    static String weightFault(TaskSpec task) {
        return FeatureManifest.weightColumn(task) + ":fault";
    }

    private static Known known(EncodedFeature feature, StructType schema) {
        return new Known(
                feature.name(),
                schema.fieldIndex(feature.name()),
                feature.sources().get(0).shape(),
                (VocabularyEncoder) feature.encoder());
    }
}
