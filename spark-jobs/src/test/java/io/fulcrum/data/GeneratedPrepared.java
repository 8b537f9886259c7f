package io.fulcrum.data;

import io.fulcrum.GeneratedEncoders;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** A directory as prepare would publish it, whose every value follows from the row's number. */
public final class GeneratedPrepared {
    public static final TaskSet TASKS = new TaskSet(List.of(
            new TaskSpec("click", "clicked", TaskType.BINARY), new TaskSpec("watch", "seconds", TaskType.REGRESSION)));
    public static final FeatureSchema FEATURES = new FeatureSchema(List.of(
            FeatureColumn.categorical("user", 20),
            FeatureColumn.numeric("row number"),
            new FeatureColumn("seen", FeatureColumn.Kind.CATEGORICAL_LIST, "item", 10),
            new FeatureColumn("item", FeatureColumn.Kind.CATEGORICAL, "item", 10)));

    private GeneratedPrepared() {}

    /** Writes {@code count} rows, the same for every split, into {@code files} files in an order of their own. */
    public static FeatureManifest write(SparkSession spark, Path folder, int count, int files) {
        Dataset<Row> rows = spark.range(count)
                .selectExpr(
                        "id",
                        "int(id % 20) as user",
                        "float(id) as `row number`",
                        "slice(array(int(id % 10), int((id + 1) % 10), int((id + 2) % 10)), 1, int(id % 4)) as seen",
                        "int(id % 10) as item",
                        "float(id % 2) as label_click",
                        "if(id % 3 = 0, null, float(id * 0.5)) as label_watch",
                        "xxhash64(id) as _row",
                        "id % 7 as _group");
        rows.coalesce(1)
                .repartition(files, functions.expr("hash(id, " + files + ")"))
                .sortWithinPartitions("user")
                .write()
                .parquet(folder.resolve(Split.TRAIN.folder()).toString());
        copy(folder.resolve(Split.TRAIN.folder()), folder.resolve(Split.VALIDATION.folder()));
        copy(folder.resolve(Split.TRAIN.folder()), folder.resolve(Split.TEST.folder()));
        FeatureManifest manifest = manifest(count);
        try {
            Files.writeString(folder.resolve(FeatureManifest.FILE), Json.pretty(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return manifest;
    }

    public static FeatureManifest manifest(int count) {
        return manifest(count, FEATURES);
    }

    /** Returns the manifest of so many rows with these features. */
    static FeatureManifest manifest(int count, FeatureSchema features) {
        List<EncodedFeature> encoders = GeneratedEncoders.of(features);
        List<LabelSummary> labels = List.of(
                summary(IntStream.range(0, count).mapToDouble(id -> id % 2)),
                summary(IntStream.range(0, count).filter(id -> id % 3 != 0).mapToDouble(id -> id * 0.5)));
        Map<String, SplitSummary> splits = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            splits.put(split.folder(), new SplitSummary(count, labels));
        }
        return new FeatureManifest(
                FeatureManifest.SCHEMA,
                FeatureManifest.fingerprint(TASKS, FeatureManifest.noPositives(TASKS), encoders),
                TASKS,
                FeatureManifest.noPositives(TASKS),
                features,
                List.of("id"),
                "user",
                List.of(LabelScale.IDENTITY, LabelScale.IDENTITY),
                encoders,
                List.of(),
                splits,
                List.of(),
                Map.of());
    }

    private static LabelSummary summary(DoubleStream values) {
        double[] labels = values.toArray();
        double mean = Arrays.stream(labels).average().orElse(0);
        double variance = Arrays.stream(labels)
                .map(label -> (label - mean) * (label - mean))
                .average()
                .orElse(0);
        return new LabelSummary(labels.length, Arrays.stream(labels).sum(), Math.sqrt(variance));
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
