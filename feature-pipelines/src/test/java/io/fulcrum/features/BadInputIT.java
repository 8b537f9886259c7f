package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.StandardisedEncoder;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bad input is refused with all that is wrong, and nothing is published. */
@ExtendWith(LocalSpark.class)
class BadInputIT {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private SparkSession spark;

    @BeforeAll
    static void writeLog(SparkSession spark) {
        GeneratedLog.rows(spark, 300).coalesce(1).write().parquet(shared + "/log");
    }

    @BeforeEach
    void take(SparkSession session) {
        spark = session;
    }

    @Test
    void run_missingFile_saysWhatIsThere() throws IOException {
        Files.writeString(folder.resolve("other.csv"), "x");
        assertThat(refusal(folder + "/logs/day.parquet", ""))
                .isEqualTo("data.input = " + folder
                        + "/logs/day.parquet is not a file, directory or table, but must be one. Directory " + folder
                        + " contains other.csv. Correct data.input.");
        assertThat(refusal(folder + "/*.parquet", ""))
                .contains("/*.parquet is not a file")
                .contains("contains other.csv");
        assertThat(refusal("no_such_table", "")).startsWith("data.input = no_such_table is not a file");
    }

    @Test
    void run_folderWithoutParquet_isRefused() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        assertThat(refusal(folder + "/empty", ""))
                .isEqualTo("data.input = " + folder + "/empty holds no Parquet file, but"
                        + " must hold one at least. Correct data.input, or wait until the files are written.");
    }

    @Test
    void run_missingColumnsAndWrongTypes_areReportedTogether() {
        String input = changed(log().withColumnRenamed("city", "citty")
                .drop("seconds")
                .withColumn("price", functions.lit("cheap"))
                .withColumn("clicked", functions.lit("no")));
        assertThat(refusal(input, "").lines())
                .containsExactly(
                        input + " has no column \"seconds\", which label of task \"watch\" names.",
                        input + " has no column \"city\", which features[1] names. Did you mean \"citty\"?",
                        input
                                + ": column \"clicked\" is string, but label of task \"click\" needs a number or boolean, or in its task"
                                + " positive = \"…\" with the value that means 1, such as positive = \"1\". Name another"
                                + " column, or change its use or its type.",
                        input
                                + ": column \"price\" is string, but features[4] needs a number. Name another column, or change its"
                                + " use or its type.",
                        "Columns there: id, user, citty, tags, age, price, day, clicked, bought, unused.");
    }

    @Test
    void run_filterThatDoesNotFit_isRefused() {
        assertThat(refusal(shared + "/log", "data.filter = \"prize > 3\""))
                .startsWith("data.filter = prize > 3 does not fit " + shared + "/log: ")
                .endsWith("Columns there: id, user, city, tags, age, price, day, clicked, bought, seconds,"
                        + " unused. Write a SQL condition over these.");
        assertThat(refusal(shared + "/log", "data.filter = \"price >\""))
                .startsWith("data.filter = price > does not fit");
    }

    @Test
    void run_noLabelsAndOneClass_areReportedTogether() {
        String input = changed(log().withColumn("seconds", functions.lit(null).cast("double"))
                .withColumn("bought", functions.lit("no")));
        assertThat(refusal(input, ""))
                .contains(
                        "Task \"watch\", split validation: label column \"seconds\" is null in all ",
                        " rows, but a task needs labels. Check the column, or remove the task.",
                        "Task \"buy\", split train: label column \"bought\" has 0 positives and ",
                        " but needs at least 1 of each. Take more rows, check the label and positive = \"yes\", or lower checks.min-positives.");
    }

    @Test
    void run_labelsOfOtherValues_areRefused() {
        String input = changed(log().withColumn("clicked", functions.lit(3)));
        assertThat(refusal(input, ""))
                .contains(" labels other than 0 and 1, between 3.0 and 3.0, but the task is binary. Write"
                        + " positive = \"3\" in the task to count that value as 1 and the others as 0, or set its type ="
                        + " regression.");
        String infinite = changed(log().withColumn("seconds", functions.lit(Double.NaN)));
        assertThat(refusal(infinite, ""))
                .contains(
                        "Task \"watch\", split train: label column \"seconds\" has ",
                        " NaN or infinite labels, but a label is a finite number or null. Make them null or filter the rows out.");
    }

    @Test
    void run_textLabels_saysWhatToWrite() {
        assertThat(refusal(changed(log().withColumn("clicked", functions.lit("1"))), ""))
                .contains(
                        "column \"clicked\" is string, but label of task \"click\" needs a number or boolean, or in its"
                                + " task positive = \"…\" with the value that means 1, such as positive = \"1\"");
    }

    @Test
    void run_constantRegressionLabel_isRefusedUnlessWarned() {
        String input = changed(log().withColumn("seconds", functions.lit(3.5)));
        assertThat(refusal(input, ""))
                .matches(
                        "Task \"watch\", split train: label column \"seconds\" is 3.5 in all \\d+ labels, so there is"
                                + " nothing to learn. Check the column, remove the task, or set checks.constant-labels = warn.");
        FeatureManifest manifest = FeaturePipeline.run(
                spark, GeneratedLog.settings(input, "checks.constant-labels = warn"), folder + "/out", IfExists.REFUSE);
        assertThat(manifest.provenance().get("warnings").toString()).contains("is 3.5 in all ");
    }

    @Test
    void run_keysThatDoNotIdentify_areRefusedUnlessWarned() {
        String twice = changed(log().withColumn("id", functions.col("id").bitwiseOR(1)));
        assertThat(refusal(twice, "data.key = [id]"))
                .startsWith("Key [id] is not unique: 150 of 300 rows have the key of an earlier row, such as id = ")
                .endsWith(". Add a column to data.key, remove the duplicates, or set checks.duplicate-keys = warn.");
        String absent = changed(
                log().withColumn("id", functions.when(functions.col("id").notEqual(7), functions.col("id"))));
        assertThat(refusal(absent, ""))
                .isEqualTo("Key [id, user] is null in 1 of 300 rows, but a key identifies a row. Filter these rows out,"
                        + " name another key, or set checks.duplicate-keys = warn.");
        FeatureManifest manifest = FeaturePipeline.run(
                spark, GeneratedLog.settings(absent, "checks.duplicate-keys = warn"), folder + "/out", IfExists.REFUSE);
        assertThat(manifest.provenance().get("warnings").toString()).contains("is null in 1 of 300 rows");
    }

    @Test
    void run_numbersThatTheirTypeRoundsAway_areRefused() {
        String far = changed(log().withColumn("price", functions.col("id").plus(1.7e9))
                .withColumn("seconds", functions.col("id").plus(1.7e9).cast("float")));
        String identity = "features = [{ columns = [price], encoding = identity }]";
        assertThat(refusal(far, identity))
                .contains(
                        "label column \"seconds\" holds numbers around 1.7",
                        ", which 32 bits store with a step of 128.0 against a standard deviation of ",
                        ". Store the column as double, or rescale it.",
                        "Feature \"price\" (column \"price\") holds numbers around 1.7",
                        ", which its encoding stores with a step of 128.0 against a standard deviation of ",
                        ". Set encoding = standardised, or subtract a constant from the column.");
    }

    @Test
    void run_labelsAndFeaturesFarFromZero_areStoredWithTheirDifferences() {
        String far = changed(log().withColumn("price", functions.col("id").plus(1.7e9))
                .withColumn("seconds", functions.col("id").plus(1.7e9)));
        FeatureManifest manifest = FeaturePipeline.run(
                spark,
                GeneratedLog.settings(far, "features = [{ columns = [price], encoding = standardised }]"),
                folder + "/out",
                IfExists.REFUSE);
        LabelScale scale = manifest.labelScales().get(2);
        StandardisedEncoder encoder =
                (StandardisedEncoder) manifest.encoders().get(0).encoder();
        double deviation = encoder.deviation();
        double mean = encoder.mean();
        for (Row row : spark.read()
                .parquet(folder + "/out/train", folder + "/out/test")
                .select("id", "label_watch", "price")
                .collectAsList()) {
            assertThat(scale.unscaled(row.getFloat(1)) - 1.7e9).isCloseTo(row.getLong(0), within(1e-4));
            assertThat(row.getFloat(2) * deviation + mean - 1.7e9).isCloseTo(row.getLong(0), within(1e-4));
        }
    }

    @Test
    void run_splitValueOfNoRowAndConstantFeature_areWarnings() {
        String input = changed(log().withColumn("age", functions.lit(3))
                .withColumn("part", functions.col("id").mod(3)));
        FeatureManifest manifest = FeaturePipeline.run(
                spark,
                GeneratedLog.settings(
                        input,
                        "data.split { by = column, column = part, key = null, train = [0, 8], validation = [1], test = [2] }"),
                folder + "/out",
                IfExists.REFUSE);
        assertThat((List<?>) manifest.provenance().get("warnings"))
                .hasToString("[Feature \"age\" (column \"age\") has one value only in the 100 values of split train, so"
                        + " nothing can be learned from it. Remove the feature, or check the column.,"
                        + " data.split lists the value 8, which no row has. Check its spelling, or remove it.]");
    }

    @Test
    void run_emptySplit_saysWhereTheRowsAre() {
        assertThat(refusal(shared + "/log", "data.filter = \"id < 0\""))
                .contains(
                        "Split train has no rows, but every split needs some (train 0, validation 0, test 0, in no split 0)."
                                + " Check data.split and data.filter.",
                        "Split validation has no rows",
                        "Split test has no rows");
        assertThat(refusal(shared + "/log", """
        data.split { by = time, column = day, key = null, validation-from = 2024-01-20, test-from = 2025-01-01 }
        """))
                .isEqualTo("Split test has no rows, but every split needs some (train 190, validation 110, test 0,"
                        + " in no split 0). Check data.split and data.filter.");
    }

    @Test
    void run_boundaryOfAnotherKind_isRefused() {
        assertThat(refusal(shared + "/log", """
        data.split { by = time, column = id, key = null, validation-from = 2024-01-20, test-from = 2025-01-01 }
        """))
                .isEqualTo(
                        "data.split.validation-from = 2024-01-20 does not fit column \"id\", which is bigint: write a"
                                + " number.");
    }

    @Test
    void run_notFiniteFeatures_areRefusedUnlessMissing() {
        String input = changed(log().withColumn(
                        "price",
                        functions
                                .when(functions.col("id").equalTo(7), Double.NaN)
                                .when(functions.col("id").equalTo(8), Double.POSITIVE_INFINITY)
                                .otherwise(functions.col("price"))));
        assertThat(refusal(input, ""))
                .contains(
                        "Feature \"price\" (column \"price\") has ",
                        " NaN or infinite values in the ",
                        ", but features must be finite. Clean the column, or set checks.not-finite = as-missing.");
        assertThat(refusal(input, "checks { not-finite = as-missing, max-missing = 0 }"))
                .containsPattern(
                        "Feature \"price\" \\(column \"price\"\\) is missing in [12] of \\d+ rows of split train");
        FeatureManifest manifest = FeaturePipeline.run(
                spark,
                GeneratedLog.settings(input, "checks.not-finite = as-missing"),
                folder + "/out",
                IfExists.REFUSE);
        long notFinite = spark.read()
                .parquet(folder + "/out/train")
                .where("id in (7, 8)")
                .count();
        assertThat(manifest.profile("price").orElseThrow().missingShare())
                .isEqualTo((double) notFinite / manifest.split(Split.TRAIN).rows());
        Dataset<Row> prepared =
                spark.read().parquet(folder + "/out/train", folder + "/out/validation", folder + "/out/test");
        assertThat(prepared.where("id in (7, 8) and price = 0").count()).isEqualTo(2);
    }

    @Test
    void run_featuresThatSayNothing_areRefused() {
        String input = changed(log().withColumn("city", functions.lit(null).cast("string"))
                .withColumn("age", functions.when(functions.col("id").lt(150), 3)));
        assertThat(refusal(input, "checks { max-missing = 0.2, max-vocabulary = 5 }")
                        .lines())
                .anyMatch(line -> line.matches(
                        "Feature \"city\" \\(column \"city\"\\) has no value at all in the \\d+ rows of split train, so nothing can be"
                                + " learned from it. Remove the feature, or check the column."))
                .anyMatch(
                        line -> line.matches(
                                "Feature \"age\" \\(column \"age\"\\) is missing in \\d+ of \\d+ rows of split"
                                        + " train, more than the 0.2 allowed. Remove the feature, or raise checks.max-missing."))
                .anyMatch(
                        line -> line.equals(
                                "Feature \"tags\" (column \"tags\") has more than 5 distinct values in split"
                                        + " train, too many for a vocabulary. Set encoding = hashed, or raise checks.max-vocabulary."));
    }

    @Test
    void run_truncatedParquet_namesTheFile() throws IOException {
        String input = changed(log());
        Path file = parquetFile(input);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(refusal(input, ""))
                .isEqualTo(
                        "Source file " + file + " is a truncated Parquet file: it begins with PAR1 but has no footer."
                                + " Write it again, or wait until it is complete.");
    }

    @Test
    void run_damagedPages_nameTheFile() throws IOException {
        String input = changed(log());
        Path file = parquetFile(input);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0x5A);
        Files.write(file, bytes);
        assertThat(refusal(input, ""))
                .startsWith("Source file " + file + " cannot be read: ")
                .endsWith(". The file is truncated or damaged. Write it again, or leave it out of data.input.");
    }

    @Test
    void run_outputExists_isLeftAsItIs() throws IOException {
        Path output = Files.createDirectory(folder.resolve("out"));
        Files.writeString(output.resolve("mine.txt"), "x");
        assertThat(failure(shared + "/log", "").exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        assertThat(failure(shared + "/log", ""))
                .hasMessage("Output directory " + output + " already exists."
                        + " Name a new one with --output, or add --overwrite to replace it.");
        assertThat(output.resolve("mine.txt")).exists();
    }

    private Dataset<Row> log() {
        return spark.read().parquet(shared + "/log");
    }

    private String changed(Dataset<Row> rows) {
        String input = folder + "/changed-" + System.nanoTime();
        rows.coalesce(1).write().parquet(input);
        return input;
    }

    private static Path parquetFile(String input) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(input))) {
            List<Path> all = files.toList();
            for (Path crc : all.stream()
                    .filter(path -> path.toString().endsWith(".crc"))
                    .toList()) {
                Files.delete(crc);
            }
            return all.stream()
                    .filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Returns the message of a data check that failed and published nothing. */
    private String refusal(String input, String more) {
        JobFailure failure = failure(input, more);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(folder.toFile().list()).noneMatch(name -> name.contains("out"));
        return failure.getMessage();
    }

    private JobFailure failure(String input, String more) {
        FeatureSettings settings = GeneratedLog.settings(input, more);
        return catchThrowableOfType(
                JobFailure.class, () -> FeaturePipeline.run(spark, settings, folder + "/out", IfExists.REFUSE));
    }
}
