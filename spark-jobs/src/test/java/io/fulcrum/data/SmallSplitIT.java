package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That small splits read file by file have the shards that a query gives, to the bit, or are left to the query. */
@ExtendWith(LocalSpark.class)
class SmallSplitIT {
    @TempDir
    private Path folder;

    @Test
    void shards_anyFilesAndNumber_areThoseOfTheQuery(SparkSession spark) {
        GeneratedPrepared.write(spark, folder.resolve("one"), 700, 1);
        GeneratedPrepared.write(spark, folder.resolve("five"), 700, 5);
        for (String name : List.of("one", "five")) {
            for (int shards : new int[] {1, 3, 800}) {
                assertThat(small(spark, folder.resolve(name))).isPresent();
                assertSameAsQuery(spark, folder.resolve(name), shards);
            }
        }
    }

    /** Pages of both versions of the format, of plain values, of codes, and of both in one column. */
    @ParameterizedTest
    @CsvSource({
        "parquet.enable.dictionary, false, v1",
        "parquet.enable.dictionary, true, v1",
        "parquet.dictionary.page.size, 64, v1",
        "parquet.enable.dictionary, false, v2",
        "parquet.enable.dictionary, true, v2",
        "parquet.dictionary.page.size, 64, v2",
    })
    void shards_equalKeysNullsAndManyPages_areThoseOfTheQuery(
            String key, String value, String version, SparkSession spark) throws IOException {
        Path odd = rewritten(
                spark,
                Map.of(
                        "_row", "_row % 3",
                        "label_watch", "if(id % 5 = 0, null, float(if(id % 2 = 0, -id, id)))",
                        "label_click", "if(id % 4 = 0, null, label_click)",
                        "user", "int(user % 2)",
                        "seen", "if(id % 3 = 0, array(), seen)",
                        "row number", "if(id % 7 = 0, float('nan'), float(id % 9))"),
                Map.of(
                        "parquet.block.size",
                        "8192",
                        "parquet.page.size",
                        "512",
                        "parquet.page.row.count.limit",
                        "50",
                        "parquet.writer.version",
                        version,
                        key,
                        value));
        assertThat(small(spark, odd)).isPresent();
        assertThat(hasSecondPages(dataFile(odd.resolve("train")))).isEqualTo(version.equals("v2"));
        assertSameAsQuery(spark, odd, 4);
    }

    @Test
    void shards_computedAgain_areTheSame(SparkSession spark) {
        GeneratedPrepared.write(spark, folder.resolve("data"), 100, 2);
        JavaRDD<Shard> shards = PreparedData.open(spark, folder + "/data").shards(Split.TRAIN, 3, 1);
        byte[][] first = bytes(shards.collect());
        shards.unpersist();
        assertThat(bytes(shards.collect())).isDeepEqualTo(first);
        shards.unpersist();
    }

    @Test
    void of_manyValuesOtherTypesOrFolders_isLeftToTheQuery(SparkSession spark) throws IOException {
        GeneratedPrepared.write(spark, folder.resolve("data"), 100, 2);
        String train = folder + "/data/train";
        ShardBuilder.Columns columns = ShardBuilder.Columns.of(GeneratedPrepared.manifest(100), EarlierIds.AS_STORED);
        long values = 100L * columns.names().size();
        assertThat(SplitFiles.of(train, columns, values)).isPresent();
        assertThat(SplitFiles.of(train, columns, values - 1)).isEmpty();
        assertThat(small(spark, rewritten(spark, Map.of("item", "bigint(item)"), Map.of())))
                .isEmpty();
        Files.createDirectory(folder.resolve("data/train/more"));
        assertThat(small(spark, folder.resolve("data"))).isEmpty();
        assertThat(SplitFiles.of(folder + "/absent", columns, values)).isEmpty();
    }

    @Test
    void shards_damagedPages_nameTheFileAndWhatToDo(SparkSession spark) throws IOException {
        GeneratedPrepared.write(spark, folder.resolve("data"), 500, 1);
        Path file = dataFile(folder.resolve("data/train"));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4; i < bytes.length / 2; i++) {
            bytes[i] = -1;
        }
        Files.write(file, bytes);
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        JavaRDD<Shard> shards = PreparedData.open(spark, folder + "/data").shards(Split.TRAIN, 2, 1);
        JobFailure failure =
                PreparedData.damage(catchThrowable(shards::collect)).orElseThrow();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(failure)
                .hasMessageStartingWith("Prepared file " + file + " cannot be read: ")
                .hasMessageContaining("Copy the whole directory again, or prepare it again.");
    }

    private static Optional<SmallSplit> small(SparkSession spark, Path data) {
        FeatureManifest manifest = PreparedData.manifest(data.toString());
        return SmallSplit.of(
                spark.sparkContext(), data + "/train", ShardBuilder.Columns.of(manifest, EarlierIds.AS_STORED));
    }

    private static void assertSameAsQuery(SparkSession spark, Path data, int shards) {
        PreparedData prepared = PreparedData.open(spark, data.toString());
        JavaRDD<Shard> read = prepared.shards(Split.TRAIN, shards, 9);
        byte[][] expected = bytes(prepared.shuffled(Split.TRAIN, shards, Seeds.of(9, Seeds.Purpose.SHARDING, 0, 0))
                .collect());
        assertThat(bytes(read.collect())).as("%s, %d shards", data, shards).isDeepEqualTo(expected);
        read.unpersist();
    }

    /** Writes generated rows with some columns made of other expressions. */
    private Path rewritten(SparkSession spark, Map<String, String> expressions, Map<String, String> options)
            throws IOException {
        Path data = folder.resolve("rewritten");
        GeneratedPrepared.write(spark, folder.resolve("generated"), 300, 3);
        Dataset<Row> rows = spark.read().parquet(folder + "/generated/train");
        String[] columns = Stream.of(rows.columns())
                .map(name -> expressions.getOrDefault(name, "`" + name + "`") + " as `" + name + "`")
                .toArray(String[]::new);
        rows.coalesce(1)
                .selectExpr(columns)
                .write()
                .mode(SaveMode.Overwrite)
                .options(options)
                .parquet(data + "/train");
        Files.copy(folder.resolve("generated").resolve(FeatureManifest.FILE), data.resolve(FeatureManifest.FILE));
        return data;
    }

    private static boolean hasSecondPages(Path file) throws IOException {
        try (ParquetFileReader reader = SplitFiles.open(new org.apache.hadoop.fs.Path(file.toString()))) {
            return reader.getRowGroups().get(0).getColumns().stream()
                    .allMatch(column -> column.getEncodingStats().usesV2Pages());
        }
    }

    private static Path dataFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Returns [shard] all that it holds. */
    static byte[][] bytes(List<Shard> shards) {
        return shards.stream()
                .map(shard -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                        out.writeObject(
                                List.of(shard.ids(), shard.numbers(), shard.labels(), shard.weights(), shard.groups()));
                        for (Shard.Lists lists : shard.lists()) {
                            out.writeObject(List.of(lists.offsets(), lists.ids(), lists.weights()));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return bytes.toByteArray();
                })
                .toArray(byte[][]::new);
    }
}
