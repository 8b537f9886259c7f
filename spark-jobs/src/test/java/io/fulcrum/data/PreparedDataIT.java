package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Prepared data as shards: every row once, where its key says, however the files lie. */
@ExtendWith(LocalSpark.class)
class PreparedDataIT {
    private static final int ROWS = 500;

    @TempDir
    static Path folder;

    @BeforeAll
    static void prepare(SparkSession spark) {
        GeneratedPrepared.write(spark, folder.resolve("one"), ROWS, 1);
        GeneratedPrepared.write(spark, folder.resolve("seven"), ROWS, 7);
    }

    @Test
    void shards_anyNumber_holdEveryRowOnceWithItsValues() {
        for (int count : new int[] {1, 3, 8}) {
            List<Shard> shards = shards("seven", count, 5);
            assertThat(shards).hasSize(count);
            assertThat(shards.stream()
                            .flatMapToInt(PreparedDataIT::numbers)
                            .sorted()
                            .toArray())
                    .as("%d shards", count)
                    .containsExactly(IntStream.range(0, ROWS).toArray());
            shards.forEach(PreparedDataIT::assertValues);
            assertThat(shards)
                    .as("none is far from its share")
                    .allMatch(
                            shard -> Math.abs(shard.rows() - ROWS / count) < 4 * Math.sqrt(ROWS / (double) count) + 1);
        }
    }

    @Test
    void shards_otherFilesAndPartitions_areTheSameToTheBit(SparkSession spark) {
        List<Shard> shards = shards("one", 4, 9);
        String before = spark.conf().get("spark.sql.shuffle.partitions");
        try {
            spark.conf().set("spark.sql.shuffle.partitions", 5);
            spark.conf().set("spark.sql.files.maxPartitionBytes", "2k");
            assertSame(shards("seven", 4, 9), shards);
        } finally {
            spark.conf().set("spark.sql.shuffle.partitions", before);
            spark.conf().unset("spark.sql.files.maxPartitionBytes");
        }
        assertSame(shards("seven", 4, 9), shards);
    }

    @Test
    void shards_otherSeed_areOthers() {
        assertThat(numbers(shards("one", 4, 1).get(0)).toArray())
                .isNotEqualTo(numbers(shards("one", 4, 2).get(0)).toArray());
    }

    @Test
    void shards_moreThanRows_leaveSomeEmpty(SparkSession spark) {
        GeneratedPrepared.write(spark, folder.resolve("few"), 3, 1);
        List<Shard> shards = shards("few", 40, 1);
        assertThat(shards).hasSize(40);
        assertThat(shards.stream().mapToInt(Shard::rows).sum()).isEqualTo(3);
        Shard empty =
                shards.stream().filter(shard -> shard.rows() == 0).findFirst().orElseThrow();
        assertThat(empty.groups()).isEmpty();
        assertThat(empty.lists()[0].offsets()).containsExactly(0);
        assertThat(Batch.inOrder(empty, 10)).isEmpty();
    }

    @Test
    void column_everyPartition_isWhereTheRowGoes(SparkSession spark) {
        for (int partitions : new int[] {1, 2, 5, 16}) {
            List<Row> wrong = spark.range(1000)
                    .coalesce(1)
                    .repartition(
                            partitions,
                            HashTargets.column(
                                    partitions, functions.pmod(functions.col("id"), functions.lit(partitions))))
                    .select(functions.col("id"), functions.spark_partition_id().as("partition"))
                    .where("id % " + partitions + " != partition")
                    .collectAsList();
            assertThat(wrong).as("%d partitions", partitions).isEmpty();
        }
    }

    @Test
    void map_chunks_keepOrderAndRows(SparkSession spark) {
        PreparedData prepared = PreparedData.open(spark, folder + "/one");
        List<InternalRow> rows = prepared.read(Split.TEST)
                .select(prepared.columns().toArray(Column[]::new))
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .map(InternalRow::copy)
                .collect();
        Iterator<Integer> sizes = prepared.chunks().map(rows.iterator(), 128, (batch, chunk) -> {
            assertValues(batch.shard());
            for (int i = 0; i < chunk.size(); i++) {
                assertThat(batch.shard().numbers()[0][batch.row(i)])
                        .isEqualTo(chunk.get(i).getFloat(1));
            }
            return List.of(batch.size());
        });
        assertThat(sizes).toIterable().containsExactly(128, 128, 128, 116);
        Iterator<Integer> none =
                prepared.chunks().map(List.<InternalRow>of().iterator(), 128, (batch, chunk) -> List.of(batch.size()));
        assertThat(none.hasNext()).isFalse();
    }

    @Test
    void open_noManifest_saysWhatTheFolderIsNot(SparkSession spark) {
        assertThatThrownBy(() -> PreparedData.open(spark, folder + "/none"))
                .isInstanceOf(JobFailure.class)
                .hasMessage("There is no " + folder
                        + "/none/feature-manifest.json: this is not a directory of prepared data."
                        + " Run fulcrum prepare, or name its output.");
    }

    @Test
    void open_damagedManifest_isRefusedInWords(SparkSession spark) throws IOException {
        Path bad = Files.createDirectory(folder.resolve("bad"));
        String json = Files.readString(folder.resolve("one").resolve(FeatureManifest.FILE));
        Path file = bad.resolve(FeatureManifest.FILE);
        Files.writeString(file, json.substring(0, json.length() / 2));
        assertThatThrownBy(() -> PreparedData.open(spark, bad.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessageStartingWith("The feature manifest " + file + " is damaged or of another version: ");
        Files.writeString(file, json.replace("\"rows\" : 20", "\"rows\" : 21"));
        assertThatThrownBy(() -> PreparedData.open(spark, bad.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining(
                        "lists other columns than its encoders make: it was edited. Prepare the data again.");
        Files.writeString(file, json.replace("\"schema\" : 4", "\"schema\" : 9"));
        assertThatThrownBy(() -> PreparedData.open(spark, bad.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining(
                        "has schema version 9, this program reads versions 2 to 5. Prepare the data again.");
        Files.writeString(file, json.replace("\"keys\" : [ \"id\" ]", "\"keys\" : null"));
        assertThatThrownBy(() -> PreparedData.open(spark, bad.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessageStartingWith("The feature manifest " + file + " is damaged or of another version: ");
    }

    @Test
    void read_missingSplit_isRefusedInWords(SparkSession spark) throws IOException {
        Path partial = Files.createDirectory(folder.resolve("partial"));
        Files.copy(folder.resolve("one").resolve(FeatureManifest.FILE), partial.resolve(FeatureManifest.FILE));
        assertThatThrownBy(() -> PreparedData.open(spark, partial.toString()).read(Split.TEST))
                .isInstanceOf(JobFailure.class)
                .hasMessage("Prepared data " + partial + " has a manifest but no folder test."
                        + " The copy is incomplete; copy the whole directory again, or prepare it again.");
    }

    @Test
    void shards_idBeyondItsTable_isADataCheckFailure(SparkSession spark) throws IOException {
        assertDamage(
                spark,
                "beyond",
                "int(20) as user",
                "Prepared column \"user\" has id 20, but its table has ids"
                        + " 0 to 19. The files are damaged or of another preparation. Prepare the data again.");
        assertDamage(
                spark, "empty", "if(item = 3, null, item) as item", "Prepared column \"item\" has no value in a row.");
        assertDamage(
                spark, "list", "array(0, -1) as seen", "Prepared column \"seen\" has id -1, but its table has ids");
        assertDamage(spark, "hole", "array(0, null) as seen", "Prepared column \"seen\" has a list with a null entry.");
        assertDamage(
                spark,
                "type",
                "float(user) as user",
                ": column \"user\" is float, its manifest says int. Files and"
                        + " manifest are not of one preparation; prepare the data again.");
        assertDamage(spark, "absent", "user as usr", ": column \"user\" is absent, its manifest says int.");
    }

    /** Writes prepared data with one column made of another expression, and tries to read it. */
    private static void assertDamage(SparkSession spark, String name, String expression, String message)
            throws IOException {
        Path damaged = Files.createDirectory(folder.resolve(name));
        Files.copy(folder.resolve("one").resolve(FeatureManifest.FILE), damaged.resolve(FeatureManifest.FILE));
        Dataset<Row> rows =
                spark.read().parquet(folder.resolve("one").resolve("train").toString());
        String changed = expression.substring(expression.lastIndexOf(' ') + 1);
        String replaced = changed.equals("usr") ? "user" : changed;
        List<String> columns = new ArrayList<>(Stream.of(rows.columns())
                .filter(column -> !column.equals(replaced))
                .map(column -> "`" + column + "`")
                .toList());
        columns.add(expression);
        rows.selectExpr(columns.toArray(String[]::new))
                .write()
                .parquet(damaged.resolve("train").toString());
        PreparedData prepared = PreparedData.open(spark, damaged.toString());
        Throwable thrown =
                catchThrowable(() -> prepared.shards(Split.TRAIN, 2, 1).collect());
        JobFailure failure = JobFailure.in(thrown).orElseThrow();
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
    }

    private static List<Shard> shards(String name, int count, long seed) {
        PreparedData prepared =
                PreparedData.open(LocalSpark.session(), folder.resolve(name).toString());
        JavaRDD<Shard> shards = prepared.shards(Split.TRAIN, count, seed);
        assertThat(shards.getNumPartitions()).isEqualTo(count);
        List<Shard> collected = shards.collect();
        shards.unpersist();
        return collected;
    }

    private static IntStream numbers(Shard shard) {
        return IntStream.range(0, shard.rows()).map(row -> (int) shard.numbers()[0][row]);
    }

    /** Each value of a generated row follows from its number. */
    private static void assertValues(Shard shard) {
        Shard.Lists seen = shard.lists()[0];
        assertThat(seen.offsets()).hasSize(shard.rows() + 1);
        assertThat(seen.ids()).hasSize(seen.offsets()[shard.rows()]);
        for (int row = 0; row < shard.rows(); row++) {
            int id = (int) shard.numbers()[0][row];
            assertThat(shard.ids()[0][row]).isEqualTo(id % 20);
            assertThat(shard.ids()[1][row]).isEqualTo(id % 10);
            assertThat(shard.labels()[0][row]).isEqualTo(id % 2);
            assertThat(shard.labels()[1][row]).isEqualTo(Float.valueOf(id % 3 == 0 ? Float.NaN : id * 0.5f));
            assertThat(shard.groups()[row]).isEqualTo(id % 7);
            assertThat(seen.offsets()[row + 1] - seen.offsets()[row]).isEqualTo(Math.min(3, id % 4));
            for (int entry = 0; entry < Math.min(3, id % 4); entry++) {
                assertThat(seen.ids()[seen.offsets()[row] + entry]).isEqualTo((id + entry) % 10);
            }
        }
    }

    private static void assertSame(List<Shard> actual, List<Shard> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).ids()).isDeepEqualTo(expected.get(i).ids());
            assertThat(actual.get(i).numbers()).isDeepEqualTo(expected.get(i).numbers());
            assertThat(Arrays.deepEquals(actual.get(i).labels(), expected.get(i).labels()))
                    .isTrue();
            assertThat(actual.get(i).groups()).isEqualTo(expected.get(i).groups());
            assertThat(actual.get(i).lists()[0].ids())
                    .isEqualTo(expected.get(i).lists()[0].ids());
        }
    }
}
