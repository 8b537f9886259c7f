package io.fulcrum.features.encode;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.TextEncoder;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.encode.Encoding.TrainingValues;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.SplitProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** All features as the training split has settled them, in the order of the configuration. */
public record FittedFeatures(List<Fitted> features) {
    /** Fits each field to its training profile; fields of one table to the profile of all of them together. */
    public static FittedFeatures fit(List<Field> fields, Profile profile) {
        return settled(
                fields, profile, (field, training) -> field.spec().encoding().fit(field, training));
    }

    /** Keeps features of an earlier preparation, with the new values that the training profile has. */
    public static FittedFeatures extend(
            List<Field> fields, Profile profile, Function<FeatureSpec, EarlierFeature> earlier) {
        return settled(
                fields,
                profile,
                (field, training) -> field.spec().encoding().extend(field, training, earlier.apply(field.spec())));
    }

    private static FittedFeatures settled(
            List<Field> fields, Profile profile, BiFunction<Field, TrainingValues, Fitted> settle) {
        Map<String, FieldProfile> tables = tableProfiles(fields, profile);
        SplitProfile training = profile.split(Split.TRAIN);
        return new FittedFeatures(IntStream.range(0, fields.size())
                .parallel() // a large vocabulary takes seconds to be sorted
                .mapToObj(i -> settle.apply(
                        fields.get(i),
                        new TrainingValues(
                                tables.get(fields.get(i).spec().table()),
                                (double) training.missingOrNotFinite(i) / training.rows())))
                .toList());
    }

    /** Returns what encodes a row. */
    public List<EncodedFeature> encoders() {
        return features.stream().map(Fitted::feature).toList();
    }

    public List<FeatureProfile> profiles() {
        return features.stream().map(Fitted::profile).toList();
    }

    /** Returns table → vocabulary, in the order of first use. */
    public Map<String, VocabularyFile> vocabularies() {
        Map<String, VocabularyFile> vocabularies = new LinkedHashMap<>();
        for (Fitted fitted : features) {
            fitted.vocabulary()
                    .ifPresent(found ->
                            vocabularies.put(((TextEncoder) fitted.feature().encoder()).table(), found));
        }
        return vocabularies;
    }

    /** Returns the vocabularies as encoders look values up. */
    public Vocabularies lookups() {
        return Vocabularies.of(vocabularies());
    }

    private static Map<String, FieldProfile> tableProfiles(List<Field> fields, Profile profile) {
        Map<String, List<FieldProfile>> parts = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            parts.computeIfAbsent(fields.get(i).spec().table(), table -> new ArrayList<>())
                    .add(profile.training(i));
        }
        Map<String, FieldProfile> tables = new HashMap<>();
        parts.forEach((table, of) -> tables.put(table, together(of)));
        return tables;
    }

    /** A part alone is not copied, as it may be large; several are added up in a new one. */
    private static FieldProfile together(List<FieldProfile> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        FieldProfile all = parts.get(0).fresh();
        parts.forEach(all::merge);
        return all;
    }
}
