package io.fulcrum.features.encode;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Split;
import io.fulcrum.features.encode.FeatureSpec.MissingIndicator;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.Profile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** All features as the training split has settled them, in the order of the configuration. */
public record FittedFeatures(List<Fitted> features) {
    /** Fits each field to its training profile; fields of one table to the profile of all of them together. */
    public static FittedFeatures fit(List<Field> fields, Profile profile) {
        Map<String, FieldProfile> tables = tableProfiles(fields, profile);
        List<Fitted> features = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            double missing = (double) profile.split(Split.TRAIN).missingOrNotFinite(i)
                    / profile.split(Split.TRAIN).rows();
            Fitted fitted =
                    field.spec().encoding().fit(field, tables.get(field.spec().table()));
            fitted.statistics().put("missing-share-in-training", missing);
            features.add(fitted);
            if (field.spec().indicator() == MissingIndicator.ADDED) {
                features.add(indicator(field));
            }
        }
        return new FittedFeatures(features);
    }

    public FeatureSchema schema() {
        return new FeatureSchema(features.stream().map(Fitted::column).toList());
    }

    /** Returns the prepared columns as expressions of the source. */
    public List<Column> columns() {
        return features.stream()
                .map(feature -> feature.values().as(feature.column().name()))
                .toList();
    }

    /** Returns feature → encoding and statistics. */
    public Map<String, Map<String, Object>> statistics() {
        Map<String, Map<String, Object>> statistics = new LinkedHashMap<>();
        features.forEach(feature -> statistics.put(feature.column().name(), feature.statistics()));
        return statistics;
    }

    /** Returns one vocabulary per table. */
    public Collection<Vocabulary> vocabularies() {
        Map<String, Vocabulary> vocabularies = new LinkedHashMap<>();
        features.forEach(feature -> feature.vocabulary().ifPresent(found -> vocabularies.put(found.table(), found)));
        return vocabularies.values();
    }

    private static Map<String, FieldProfile> tableProfiles(List<Field> fields, Profile profile) {
        Map<String, FieldProfile> tables = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            FieldProfile training = profile.training(i);
            tables.computeIfAbsent(fields.get(i).spec().table(), table -> training.fresh())
                    .merge(training);
        }
        return tables;
    }

    private static Fitted indicator(Field field) {
        Column missing = field.spec().encoding().missing(field).cast(DataTypes.FloatType);
        return new Fitted(
                FeatureColumn.numeric(field.spec().indicatorName()),
                missing,
                Numbers.described("missing-indicator", field));
    }
}
