package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.Split;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that a preparation writes. */
@ExtendWith(LocalSpark.class)
class PreparedFilesIT {
    private static final int ROWS = 20_000;
    private static final String BYTES_OF_ROW_GROUP = "parquet.block.size";

    @TempDir
    Path folder;

    @Test
    void run_smallRowGroups_writesTheSameRows(SparkSession spark) throws IOException {
        GeneratedLog.rows(spark, ROWS).coalesce(1).write().parquet(folder + "/log");
        prepare(spark, folder + "/large");
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        hadoop.set(BYTES_OF_ROW_GROUP, "100000");
        try {
            prepare(spark, folder + "/small");
        } finally {
            hadoop.unset(BYTES_OF_ROW_GROUP);
        }

        assertThat(rowGroups("large")).hasSize(1);
        assertThat(rowGroups("small"))
                .hasSizeGreaterThan(2)
                .allSatisfy(group -> assertThat(group.getRowCount()).isLessThan(ROWS / 2));
        for (Split split : Split.values()) {
            assertThat(rows(spark, "small", split)).isNotEmpty().isEqualTo(rows(spark, "large", split));
        }
    }

    @Test
    void run_filesOfAFailedAttempt_areNotPublished(SparkSession spark) throws IOException {
        GeneratedLog.rows(spark, 500).coalesce(1).write().parquet(folder + "/log");
        try (PublishedDirectory directory = PublishedDirectory.open(folder + "/out", IfExists.REFUSE)) {
            Path left = Path.of(directory.resolve("_staging/task-999999/train").replaceFirst("^file:", ""));
            Files.createDirectories(left);
            Files.writeString(left.resolve("part-00000.zstd.parquet"), "PAR1 and no more");
            FeaturePipeline.run(spark, GeneratedLog.settings(folder + "/log", ""), directory);
            directory.publish();
        }

        assertThat(names("out")).doesNotContain("_staging");
        assertThat(names("out/train")).containsExactlyInAnyOrder("_SUCCESS", "part-00000.zstd.parquet");
        assertThat(rows(spark, "out", Split.TRAIN)).hasSizeGreaterThan(300);
    }

    @ParameterizedTest
    @CsvSource({
        "id", // a number alone, which no writer of Spark's stores
        "'id, whole, single, number'",
        "'user, id, day'",
        "'flag, id, small, tiny, amount'"
    })
    void run_keysOfTypes_areCarriedThrough(String keys, SparkSession spark) {
        GeneratedLog.rows(spark, 400)
                .selectExpr(
                        "*",
                        "cast(id - 9 as int) whole",
                        "cast(id / 7 as float) single",
                        "id / 3 number",
                        "id % 2 = 0 flag",
                        "cast(id as smallint) small",
                        "cast(id % 100 as tinyint) tiny",
                        "cast(id / 8 as decimal(9, 3)) amount")
                .write()
                .parquet(folder + "/log");
        FeaturePipeline.run(
                spark,
                GeneratedLog.settings(folder + "/log", "data.key = [" + keys + "]"),
                folder + "/out",
                IfExists.REFUSE);

        String[] columns = keys.split(", ");
        String[] folders = Stream.of(Split.values())
                .map(split -> folder + "/out/" + split.folder())
                .toArray(String[]::new);
        assertThat(keys(spark.read().parquet(folders), columns))
                .hasSize(400)
                .isEqualTo(keys(spark.read().parquet(folder + "/log"), columns));
    }

    private static List<String> keys(Dataset<Row> rows, String... columns) {
        return rows.selectExpr(columns).orderBy("id").collectAsList().stream()
                .map(Row::mkString)
                .toList();
    }

    private void prepare(SparkSession spark, String output) {
        FeaturePipeline.run(spark, GeneratedLog.settings(folder + "/log", ""), output, IfExists.REFUSE);
    }

    private List<String> names(String directory) throws IOException {
        try (var entries = Files.list(folder.resolve(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private List<BlockMetaData> rowGroups(String output) throws IOException {
        List<BlockMetaData> groups = new ArrayList<>();
        for (String name : names(output + "/train")) {
            if (name.endsWith(".parquet")) {
                org.apache.hadoop.fs.Path file =
                        new org.apache.hadoop.fs.Path(folder + "/" + output + "/train/" + name);
                try (ParquetFileReader reader =
                        ParquetFileReader.open(HadoopInputFile.fromPath(file, new Configuration()))) {
                    groups.addAll(reader.getRowGroups());
                }
            }
        }
        return groups;
    }

    private List<String> rows(SparkSession spark, String output, Split split) {
        return spark
                .read()
                .parquet(folder + "/" + output + "/" + split.folder())
                .orderBy("_row", "user")
                .collectAsList()
                .stream()
                .map(Row::mkString)
                .toList();
    }
}
