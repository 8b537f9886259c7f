package io.fulcrum.features;

import static io.fulcrum.features.StageLog.stage;

import io.fulcrum.contract.FeatureManifest;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.features.check.CheckedData;
import io.fulcrum.features.check.DataChecks;
import io.fulcrum.features.encode.Field;
import io.fulcrum.features.encode.FittedFeatures;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.Profiler;
import io.fulcrum.features.read.DamagedInput;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.features.write.PreparedWriter;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.WorkStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/** Feature preparation from source rows to a published directory: read, label, profile, check, encode, write. */
public final class FeaturePipeline {
    private final SparkSession spark;
    private final FeatureSettings settings;

    private FeaturePipeline(SparkSession spark, FeatureSettings settings) {
        this.spark = spark;
        this.settings = settings;
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
        FeaturePipeline pipeline = new FeaturePipeline(spark, settings);
        return DamagedInput.explained(settings.source().input(), () -> pipeline.prepare(directory));
    }

    private FeatureManifest prepare(PublishedDirectory directory) {
        Dataset<Row> source = stage("read", this::read, SourceTable::planFacts);
        LabelledRows rows = LabelledRows.of(source, settings.split(), settings.tasks(), settings.source());
        List<Field> fields = fields(source);
        Profile profile = stage("profile", () -> profile(rows, fields), FeaturePipeline::rowCounts);
        List<String> warnings = check(rows, fields, profile);
        FittedFeatures features = FittedFeatures.fit(fields, profile);
        FeatureManifest manifest = PreparedManifest.of(settings, features, profile, warnings);
        stage(
                "write",
                () -> write(directory, rows, features, manifest),
                folder -> features.columns().size() + " features");
        return manifest;
    }

    private Dataset<Row> read() {
        return SourceTable.read(spark, settings.source(), settings.needs());
    }

    private List<Field> fields(Dataset<Row> source) {
        return settings.features().stream()
                .map(spec ->
                        new Field(spec, source.schema().apply(spec.column()).dataType()))
                .toList();
    }

    private Profile profile(LabelledRows rows, List<Field> fields) {
        List<Profiler.Measure> measures = fields.stream()
                .map(field -> new Profiler.Measure(
                        field.spec().encoding().measured(field),
                        field.spec().encoding().emptyProfile(settings.checks().maxVocabulary())))
                .toList();
        return Profiler.profile(rows.source(), place(rows), rows.labels(), measures);
    }

    private Profiler.Place place(LabelledRows rows) {
        return new Profiler.Place(
                rows.split().ordinal(),
                rows.rowHash(),
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

    private String write(
            PublishedDirectory directory, LabelledRows rows, FittedFeatures features, FeatureManifest manifest) {
        List<Column> columns = new ArrayList<>();
        settings.source().key().forEach(key -> columns.add(SourceTable.column(key)));
        columns.addAll(features.columns());
        for (int task = 0; task < settings.tasks().size(); task++) {
            String name = FeatureManifest.labelColumn(settings.tasks().get(task).spec());
            LabelScale scale = manifest.labelScales().get(task);
            columns.add(LabelledRows.stored(rows.labels().get(task), scale).as(name));
        }
        columns.add(rows.rowHash());
        rows.groupHash().ifPresent(columns::add);
        long all = Arrays.stream(Split.values())
                .mapToLong(split -> manifest.split(split).rows())
                .sum();
        for (Split split : Split.values()) {
            Dataset<Row> prepared =
                    rows.source().where(rows.split().condition(split)).select(columns.toArray(new Column[0]));
            WorkStage.of("write " + split.folder(), all)
                    .run(() -> PreparedWriter.writeSplit(
                            directory, split, prepared, manifest.split(split).rows()));
        }
        PreparedWriter.writeVocabularies(directory, spark, features.vocabularies());
        directory.write(FeatureManifest.FILE, Json.pretty(manifest));
        return directory.path();
    }

    private static String rowCounts(Profile profile) {
        return "train " + profile.split(Split.TRAIN).rows() + ", validation "
                + profile.split(Split.VALIDATION).rows() + ", test "
                + profile.split(Split.TEST).rows() + ", in no split " + profile.inNoSplit() + " rows";
    }
}
