package io.fulcrum.features;

import io.fulcrum.config.ConfigException;
import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.TextEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.check.CheckSettings;
import io.fulcrum.features.drift.DistributionFile;
import io.fulcrum.features.encode.Differences;
import io.fulcrum.features.encode.EarlierFeature;
import io.fulcrum.features.encode.FeatureSpec;
import io.fulcrum.features.encode.Field;
import io.fulcrum.features.encode.FittedFeatures;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.read.SparkSources;
import io.fulcrum.features.write.VocabularyFiles;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;

/**
 * The encoders of prepared data or of a model, to be used again on new rows.
 *
 * @param directory where they were read, for messages
 * @param fingerprint of the preparation
 * @param spaces of the tasks
 * @param labelScales in which labels are stored
 * @param features feature name → what encodes it, in the order of the manifest
 * @param distributions of what they were fitted to; empty if an earlier version fitted them
 */
public record EarlierEncoders(
        String directory,
        String fingerprint,
        TaskSet tasks,
        List<String> spaces,
        List<LabelScale> labelScales,
        Map<String, EarlierFeature> features,
        Optional<FeatureDistributions> distributions) {

    /**
     * Reads encoders, vocabularies and distributions of a directory that {@code prepare} or {@code train} published.
     *
     * @throws JobFailure if there are none, or a file is damaged
     */
    public static EarlierEncoders read(String directory) {
        FeatureManifest manifest = manifest(directory);
        Map<String, VocabularyFile> vocabularies = VocabularyFiles.read(directory, manifest.encoders());
        Map<String, EarlierFeature> features = new LinkedHashMap<>();
        for (EncodedFeature feature : manifest.encoders()) {
            Optional<VocabularyFile> vocabulary = feature.encoder() instanceof TextEncoder text
                    ? Optional.ofNullable(vocabularies.get(text.table()))
                    : Optional.empty();
            features.put(feature.name(), new EarlierFeature(feature, vocabulary));
        }
        return new EarlierEncoders(
                directory,
                manifest.fingerprint(),
                manifest.tasks(),
                manifest.spaces(),
                manifest.labelScales(),
                features,
                DistributionFile.read(directory, manifest));
    }

    /**
     * Reads the manifest alone.
     *
     * @throws JobFailure if there is none that has encoders
     */
    public static FeatureManifest manifest(String directory) {
        String file = directory + "/" + FeatureManifest.FILE;
        String json = Storage.readText(file)
                .orElseThrow(() -> JobFailure.invalid("There is no " + file
                        + ", so there are no encoders to extend. Name the output of fulcrum prepare or train."));
        try {
            FeatureManifest manifest = FeatureManifest.parse(json, file);
            if (!manifest.hasEncoders()) {
                throw JobFailure.invalid("Feature manifest " + file + " has schema version " + manifest.schema()
                        + ", which has no encoders to extend. Prepare without --extend.");
            }
            return manifest;
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
        }
    }

    /** Returns how many values the vocabulary of a table has; none if there is no such vocabulary. */
    public int values(String table) {
        return features.values().stream()
                .filter(feature -> feature.feature().table().equals(table))
                .flatMap(feature -> feature.vocabulary().stream())
                .mapToInt(vocabulary -> vocabulary.texts().size())
                .findFirst()
                .orElse(0);
    }

    /** Returns the same encoders for labels in other scales. */
    public EarlierEncoders withScales(List<LabelScale> scales) {
        return new EarlierEncoders(directory, fingerprint, tasks, spaces, scales, features, distributions);
    }

    /** Refuses settings with other tasks or features than the earlier ones; all problems at once. */
    void requireSame(FeatureSettings settings) {
        List<String> problems = new ArrayList<>();
        TaskSet configured = TaskSettings.taskSet(settings.tasks());
        if (!configured.equals(tasks)) {
            problems.add("tasks: are " + configured.tasks() + ", but " + directory + " has " + tasks.tasks()
                    + ": use its tasks, or prepare without --extend");
        }
        for (int task = 0; configured.equals(tasks) && task < spaces.size(); task++) {
            String space = settings.tasks().get(task).rows().space();
            if (!space.equals(spaces.get(task))) {
                problems.add("tasks[" + task + "].space: is " + words(space) + ", but " + directory + " has "
                        + words(spaces.get(task)) + ": use its space, or prepare without --extend");
            }
        }
        List<String> names = settings.features().stream().map(FeatureSpec::name).toList();
        for (FeatureSpec spec : settings.features()) {
            problems.addAll(problems(spec));
        }
        for (String name : features.keySet()) {
            if (!names.contains(name)) {
                problems.add("features: have no feature \"" + name + "\", which " + directory
                        + " has: add it, or prepare without --extend");
            }
        }
        if (problems.isEmpty() && !names.equals(List.copyOf(features.keySet()))) {
            problems.add("features: are in the order " + names + ", but " + directory + " has "
                    + List.copyOf(features.keySet()) + ": use its order, or prepare without --extend");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static String words(String space) {
        return space.isEmpty() ? "not set" : space;
    }

    private List<String> problems(FeatureSpec spec) {
        EarlierFeature earlier = features.get(spec.name());
        if (earlier == null) {
            return List.of(spec.usedBy() + ": has feature \"" + spec.name() + "\", which " + directory
                    + " does not have: remove it, or prepare without --extend");
        }
        return Differences.of(spec, earlier.feature()).stream()
                .map(difference -> spec.usedBy() + ": feature \"" + spec.name() + "\": " + difference
                        + ", compared with " + directory + ": restore the earlier setting, or prepare without --extend")
                .toList();
    }

    /** Refuses columns of other types than the earlier ones; all problems at once. */
    void requireReadable(List<Field> fields) {
        List<String> problems = new ArrayList<>();
        for (Field field : fields) {
            EncodedFeature feature = features.get(field.spec().name()).feature();
            for (int column = 0; column < field.types().size(); column++) {
                Source earlier = feature.sources().get(column);
                DataType type = field.types().get(column);
                if (!isReadable(feature, column, type)) {
                    problems.add("Column \"" + earlier.column() + "\" of feature \"" + feature.name() + "\" is "
                            + type.simpleString() + ", but " + directory + " encodes " + described(earlier)
                            + ". Convert the column, or prepare without --extend.");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw JobFailure.dataCheck(String.join("\n", problems));
        }
    }

    /** A number is encoded alike whatever its type; a text depends on the type that it is made of. */
    private static boolean isReadable(EncodedFeature feature, int column, DataType type) {
        if (type instanceof NullType) {
            return true;
        }
        Source earlier = feature.sources().get(column);
        Source now = SparkSources.source(earlier.column(), type);
        if (now.equals(earlier) || !feature.readsNumbers(column)) {
            return now.equals(earlier);
        }
        return now.isList() == earlier.isList()
                && (earlier.isList() ? now.isNumber() : feature.encoder().reads(now.type()));
    }

    private static String described(Source source) {
        String values = switch (source.type()) {
            case TEXT -> "texts";
            case BOOLEAN -> "booleans";
            case WHOLE -> "whole numbers";
            case NUMBER -> "numbers";
            case DATE -> "dates";
            case TIMESTAMP -> "timestamps";
        };
        return source.isList() ? "lists of " + values : values;
    }

    /**
     * Returns the earlier features with the new values of the training profile.
     *
     * @throws JobFailure if a vocabulary grows beyond its limit
     */
    FittedFeatures extend(List<Field> fields, Profile profile, CheckSettings checks) {
        FittedFeatures extended = FittedFeatures.extend(fields, profile, spec -> features.get(spec.name()));
        String problems = extended.vocabularies().entrySet().stream()
                .filter(table -> table.getValue().texts().size() > checks.maxVocabulary())
                .map(table -> "Vocabulary \"" + table.getKey() + "\" of " + directory + " has "
                        + table.getValue().texts().size() + " values with the new ones, more than the "
                        + checks.maxVocabulary()
                        + " allowed. Raise checks.max-vocabulary, or prepare without --extend.")
                .collect(Collectors.joining("\n"));
        if (!problems.isEmpty()) {
            throw JobFailure.dataCheck(problems);
        }
        return extended;
    }
}
