package io.fulcrum.features;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.TaskSpace;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.drift.NewDistributions;
import io.fulcrum.features.encode.CountedPass;
import io.fulcrum.features.encode.CountedRows;
import io.fulcrum.features.encode.EncodedPass;
import io.fulcrum.features.encode.EncodedRows;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.label.SplitSettings;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import io.fulcrum.features.read.FittedType;
import io.fulcrum.features.read.SourceSettings;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.job.JobFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Raw rows with the encoders of earlier ones: read, labelled and encoded without a profile. */
public final class NewRows {
    private final StoredEncoders encoders;
    private final LabelledRows rows;
    private final Optional<NewDistributions> distributions;

    private NewRows(StoredEncoders encoders, LabelledRows rows) {
        this.encoders = encoders;
        this.rows = rows;
        distributions = encoders.distributions().map(this::uncounted);
    }

    private NewDistributions uncounted(FeatureDistributions like) {
        return NewDistributions.of(spark().sparkContext(), encoders.manifest().encoders(), like);
    }

    /** Which label columns rows must have. */
    public enum Labels {
        /** None, and no group column: the rows are only scored. */
        UNUSED,
        /** Those that are there. */
        WHERE_PRESENT,
        /** Those of all tasks. */
        REQUIRED
    }

    /**
     * Opens the rows.
     *
     * @param source input, filter and what to do with columns that some files lack; key and group are the manifest's
     * @throws io.fulcrum.job.JobFailure if the input is not there or does not fit the encoders: all problems together
     */
    public static NewRows open(SparkSession spark, StoredEncoders encoders, SourceSettings source, Labels labels) {
        FeatureManifest manifest = encoders.manifest();
        SourceSettings settings = new SourceSettings(
                source.input(),
                source.filter(),
                manifest.keys(),
                labels == Labels.UNUSED ? Optional.empty() : manifest.group(),
                source.missingColumns(),
                source.named());
        List<TaskSettings> tasks = tasks(manifest);
        Dataset<Row> read = SourceTable.read(spark, settings, needs(settings, manifest, tasks, labels));
        requireSpaces(source.input(), tasks, List.of(read.columns()));
        LabelledRows rows = LabelledRows.of(read, new SplitSettings.Single(Split.TEST), tasks, settings);
        return new NewRows(encoders, rows);
    }

    /** Returns the rows to encode, counted while a job without a shuffle writes them. */
    public CountedPass countedPass() {
        return CountedPass.of(spark().sparkContext(), encoding(), encoders.manifest(), this::encoded);
    }

    /** As {@link #countedPass}, as a table. */
    public CountedRows countedWhileWritten() {
        return CountedRows.whileWritten(spark(), countedPass());
    }

    /** Returns the encoded rows, encoded and counted now, for several passes over them. */
    public CountedRows kept() {
        return CountedRows.kept(spark(), encoded(encoding()), encoders.manifest());
    }

    private SparkSession spark() {
        return rows.source().sparkSession();
    }

    /**
     * Returns the distributions of the rows, which must have been encoded; empty if the encoders come without any.
     *
     * @param count number of the rows
     */
    public Optional<FeatureDistributions> distributions(Split split, long count) {
        return distributions.map(counted -> (counted.rows() == count
                        ? counted
                        : counted(encoders.distributions().orElseThrow()))
                .counted(split));
    }

    /** Counts again: a lost executor may take encoded rows that are kept, but not their counts, or the reverse. */
    private NewDistributions counted(FeatureDistributions like) {
        NewDistributions again = uncounted(like);
        encoded(plainEncoding().tallied(again.tally())).batches().foreach(batch -> {});
        return again;
    }

    private EncodedRows encoding() {
        EncodedRows encoding = plainEncoding();
        return distributions.map(counted -> encoding.tallied(counted.tally())).orElse(encoding);
    }

    private EncodedRows plainEncoding() {
        return EncodedRows.of(spark(), encoders.manifest().encoders(), encoders.lookups());
    }

    /** Returns the rows with labels to be counted; raw rows take no fewer bytes than encoded ones, as a rule. */
    private EncodedPass encoded(EncodedRows encoding) {
        FeatureManifest manifest = encoders.manifest();
        double bytes = rows.source()
                .queryExecution()
                .optimizedPlan()
                .stats()
                .sizeInBytes()
                .toDouble();
        return new PreparedColumns(rows, manifest)
                .encoded(
                        encoding,
                        rows.source(),
                        CountedRows.sourceLabels(manifest, rows.labels(), rows.weightFaults()),
                        bytes);
    }

    /** Refuses labels whose space cannot be known, which would all be left out. */
    private static void requireSpaces(String input, List<TaskSettings> tasks, List<String> columns) {
        Map<String, String> labels = new HashMap<>(); // task -> column
        tasks.forEach(task -> labels.put(task.spec().name(), task.spec().label()));
        List<String> problems = new ArrayList<>();
        for (TaskSettings task : tasks) {
            boolean labelled = columns.contains(task.spec().label());
            List<TaskSpace.Part> parts =
                    task.rows().condition().map(TaskSpace::parts).orElse(List.of());
            parts.stream()
                    .filter(part -> labelled && !columns.contains(labels.get(part.task())))
                    .forEach(part -> problems.add(input + " has label column \""
                            + task.spec().label() + "\" of task \""
                            + task.spec().name() + "\" but no column \""
                            + labels.get(part.task()) + "\", on which the task's space "
                            + task.rows().space()
                            + " depends. Add the column, or leave out the label column."));
        }
        if (!problems.isEmpty()) {
            throw JobFailure.dataCheck(String.join("\n", problems));
        }
    }

    private static List<TaskSettings> tasks(FeatureManifest manifest) {
        return IntStream.range(0, manifest.tasks().size())
                .mapToObj(task ->
                        TaskSettings.of(manifest.tasks().task(task), manifest.positive(task), manifest.rowsOf(task)))
                .toList();
    }

    private static List<ColumnNeed> needs(
            SourceSettings settings, FeatureManifest manifest, List<TaskSettings> tasks, Labels labels) {
        List<ColumnNeed> needs = new ArrayList<>();
        settings.key().forEach(key -> needs.add(new ColumnNeed(key, "the key", ColumnType.ANY)));
        settings.group().ifPresent(group -> needs.add(new ColumnNeed(group, "the group", ColumnType.ANY)));
        Function<ColumnNeed, ColumnNeed> presence = labels == Labels.REQUIRED ? need -> need : ColumnNeed::optional;
        if (labels != Labels.UNUSED) {
            tasks.forEach(task -> needs.add(presence.apply(LabelledRows.need(task))));
            tasks.forEach(task ->
                    LabelledRows.weightNeed(task).map(ColumnNeed::optional).ifPresent(needs::add));
        }
        for (EncodedFeature feature : manifest.encoders()) {
            for (int source = 0; source < feature.sources().size(); source++) {
                needs.add(new ColumnNeed(
                        feature.sources().get(source).column(),
                        "feature \"" + feature.name() + "\"",
                        FittedType.of(feature, source)));
            }
        }
        return needs;
    }
}
