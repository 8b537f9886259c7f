package io.fulcrum.features;

import static io.fulcrum.features.StageLog.stage;

import io.fulcrum.contract.Json;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.check.CheckedData;
import io.fulcrum.features.check.DataChecks;
import io.fulcrum.features.drift.DistributionFile;
import io.fulcrum.features.drift.PreparedDistributions;
import io.fulcrum.features.encode.EncodedPass;
import io.fulcrum.features.encode.EncodedRows;
import io.fulcrum.features.encode.Field;
import io.fulcrum.features.encode.FittedFeatures;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.profile.Measure;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.Profiler;
import io.fulcrum.features.read.DamagedInput;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.features.read.SparkSources;
import io.fulcrum.features.write.PreparedWriter;
import io.fulcrum.features.write.VocabularyFiles;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.WorkStage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/** Feature preparation from source rows to a published directory: read, label, profile, check, encode, write. */
public final class FeaturePipeline {
    /** Bytes of a value as written; zstd stores a float in about 3, an id in 1 to 3. */
    private static final double BYTES_PER_VALUE = 2;

    private final SparkSession spark;
    private final FeatureSettings settings;
    private final Optional<EarlierEncoders> earlier;

    private FeaturePipeline(SparkSession spark, FeatureSettings settings, Optional<EarlierEncoders> earlier) {
        this.spark = spark;
        this.settings = settings;
        this.earlier = earlier;
    }

    /**
     * Prepares the data and returns the manifest of what was published at {@code output}.
     *
     * @throws io.fulcrum.job.JobFailure if the output exists and may not be replaced, or the source fails a check
     */
    public static FeatureManifest run(SparkSession spark, FeatureSettings settings, String output, IfExists ifExists) {
        try (PublishedDirectory directory = PublishedDirectory.open(output, ifExists)) {
            FeatureManifest manifest = run(spark, settings, directory);
            directory.publish();
            return manifest;
        }
    }

    /** Prepares the data into a directory that the caller adds to and publishes. */
    public static FeatureManifest run(SparkSession spark, FeatureSettings settings, PublishedDirectory directory) {
        return run(new FeaturePipeline(spark, settings, Optional.empty()), directory);
    }

    /**
     * As {@link #run(SparkSession, FeatureSettings, PublishedDirectory)}, with the encoders of an earlier preparation,
     * extended by new values.
     *
     * @throws io.fulcrum.config.ConfigException if the settings have other tasks or features
     * @throws io.fulcrum.job.JobFailure if columns have other types, or the source fails a check
     */
    public static FeatureManifest extend(
            SparkSession spark, FeatureSettings settings, EarlierEncoders earlier, PublishedDirectory directory) {
        earlier.requireSame(settings);
        return run(new FeaturePipeline(spark, settings, Optional.of(earlier)), directory);
    }

    private static FeatureManifest run(FeaturePipeline pipeline, PublishedDirectory directory) {
        FeatureSettings settings = pipeline.settings;
        return DamagedInput.explained(settings.source(), () -> pipeline.prepare(directory));
    }

    private FeatureManifest prepare(PublishedDirectory directory) {
        Dataset<Row> source = stage("read", this::read, SourceTable::planFacts);
        LabelledRows rows = LabelledRows.of(source, settings.split(), settings.tasks(), settings.source());
        SparkSources sources = sources(source);
        List<Field> fields = settings.features().stream()
                .map(spec -> Field.of(spec, sources))
                .toList();
        earlier.ifPresent(extended -> extended.requireReadable(fields));
        Profile profile = stage("profile", () -> profile(rows, sources, fields), FeaturePipeline::rowCounts);
        List<String> warnings = check(rows, fields, profile);
        FittedFeatures features = earlier.map(extended -> extended.extend(fields, profile, settings.checks()))
                .orElseGet(() -> FittedFeatures.fit(fields, profile));
        FeatureManifest manifest = PreparedManifest.of(settings, features, profile, warnings, earlier);
        return stage(
                "write",
                () -> write(directory, rows, features, manifest),
                written -> written.features().columns().size() + " features");
    }

    private Dataset<Row> read() {
        return SourceTable.read(spark, settings.source(), settings.needs());
    }

    private SparkSources sources(Dataset<Row> source) {
        return SparkSources.of(List.of(source.columns()), source.schema());
    }

    private Profile profile(LabelledRows rows, SparkSources sources, List<Field> fields) {
        List<Measure> measures = fields.stream()
                .map(field ->
                        field.spec().encoding().measure(field, settings.checks().maxVocabulary()))
                .toList();
        Profiler.Labels labels = new Profiler.Labels(rows.labels(), rows.weightFaults());
        return Profiler.profile(rows.source(), place(rows), labels, sources, measures);
    }

    private Profiler.Place place(LabelledRows rows) {
        return new Profiler.Place(
                rows.split().ordinal(),
                rows.keyHash(),
                rows.split().listed(),
                settings.split().listed().size());
    }

    private List<String> check(LabelledRows rows, List<Field> fields, Profile profile) {
        List<String> keys = settings.source().key();
        List<DataType> labelTypes = settings.tasks().stream()
                .map(task -> rows.source().schema().apply(task.spec().label()).dataType())
                .toList();
        CheckedData data = new CheckedData(
                profile,
                settings.tasks(),
                labelTypes,
                fields,
                new CheckedData.KeyRows(keys, new SourceKeys(rows, keys, profile.keys())),
                settings.split().listed());
        List<String> warnings = DataChecks.require(data, settings.checks());
        StageLog.warnings(warnings);
        return warnings;
    }

    private FeatureManifest write(
            PublishedDirectory directory, LabelledRows rows, FittedFeatures features, FeatureManifest manifest) {
        Map<Split, Long> counts = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            counts.put(split, manifest.split(split).rows());
        }
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        Column split = rows.split().ordinal();
        PreparedDistributions distributions = distributions(features, manifest);
        EncodedRows encoding =
                EncodedRows.of(spark, manifest.encoders(), features.lookups()).tallied(distributions.tally());
        EncodedPass encoded = new PreparedColumns(rows, manifest)
                .encoded(
                        encoding,
                        rows.source().where(split.isNotNull()),
                        List.of(split.as(PreparedWriter.SPLIT_COLUMN)),
                        (double) all * manifest.features().columns().size() * BYTES_PER_VALUE);
        Map<Split, Long> digests = WorkStage.of("write", all)
                .run(() -> PreparedWriter.write(
                        spark, directory, encoded, manifest.features().columns(), counts));
        VocabularyFiles.write(directory, manifest.encoders(), features.vocabularies());
        DistributionFile.write(directory, distributions.counted());
        FeatureManifest written = PreparedManifest.withDigests(manifest, digests);
        directory.write(FeatureManifest.FILE, Json.pretty(written));
        return written;
    }

    private PreparedDistributions distributions(FittedFeatures features, FeatureManifest manifest) {
        return PreparedDistributions.of(
                spark.sparkContext(),
                manifest,
                features.lookups(),
                earlier.flatMap(EarlierEncoders::distributions),
                PreparedWriter.SPLIT_COLUMN);
    }

    private static String rowCounts(Profile profile) {
        return "train " + profile.split(Split.TRAIN).rows() + ", validation "
                + profile.split(Split.VALIDATION).rows() + ", test "
                + profile.split(Split.TEST).rows() + ", in no split " + profile.inNoSplit() + " rows";
    }
}
