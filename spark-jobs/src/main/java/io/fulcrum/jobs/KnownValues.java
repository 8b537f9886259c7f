package io.fulcrum.jobs;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.features.write.VocabularyFiles;
import io.fulcrum.job.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The values of one vocabulary with their ids.
 *
 * @param firstId id of the first value; before it come the missing value and the unknown ones
 * @param values in id order
 */
record KnownValues(int firstId, TextTable values) {
    /** Folder of the vocabularies as they were stored before version 4 of the feature manifest. */
    static final String PARQUET = "vocabulary.parquet";

    /** Reads the vocabularies of prepared data or of a model, of any version; table → values. */
    static Map<String, KnownValues> read(SparkSession spark, String directory) {
        if (Storage.exists(directory + "/" + FeatureManifest.FILE)) {
            FeatureManifest manifest = PreparedData.manifest(directory);
            if (manifest.hasEncoders()) {
                return encoded(directory, manifest.encoders());
            }
        }
        return Storage.exists(directory + "/" + PARQUET) ? stored(spark, directory) : Map.of();
    }

    private static Map<String, KnownValues> encoded(String directory, List<EncodedFeature> features) {
        Map<String, VocabularyFile> files = VocabularyFiles.read(directory, features);
        Map<String, KnownValues> known = new HashMap<>();
        for (EncodedFeature feature : features) {
            if (feature.encoder() instanceof VocabularyEncoder encoder) {
                TextTable values = files.get(encoder.table()).texts();
                known.put(encoder.table(), new KnownValues(encoder.firstKnown(), values));
            }
        }
        return known;
    }

    private static Map<String, KnownValues> stored(SparkSession spark, String directory) {
        Map<String, KnownValues> known = new HashMap<>();
        Utf8 text = new Utf8();
        for (Row row : Storage.reader(spark)
                .parquet(Storage.literal(directory + "/" + PARQUET))
                .select("table", "value", "id")
                .orderBy("table", "id")
                .collectAsList()) {
            KnownValues table =
                    known.computeIfAbsent(row.getString(0), name -> new KnownValues(row.getInt(2), new TextTable()));
            text.set(row.getString(1));
            table.values().add(text.bytes(), text.offset(), text.length());
        }
        return known;
    }
}
