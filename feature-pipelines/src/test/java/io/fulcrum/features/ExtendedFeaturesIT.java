package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigException;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.features.write.VocabularyFiles;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Preparing the next day's rows with the encoders of the day before and that day's new values. */
@ExtendWith(LocalSpark.class)
class ExtendedFeaturesIT {
    private static final String FEATURES = """
        { columns = [user], encoding = vocabulary, min-count = 3, oov-buckets = 2, missing-indicator = true }
        { columns = [seen, liked], encoding = vocabulary, table = item, max-length = 5 }
        { cross = [user, seen], encoding = hashed, buckets = 32, name = pair }
        { columns = [age], encoding = standardised }
        { columns = [price], encoding = log }
        { columns = [price], encoding = quantiles, buckets = 4, name = price_bucket }
        { columns = [price], encoding = piecewise, bins = 3, name = price_bins }
        { columns = [age], encoding = boundaries, boundaries = [30, 50], name = age_bucket }
        { columns = [at], encoding = calendar, part = weekday, name = weekday }
        """;

    @TempDir
    static Path folder;

    private static FeatureManifest first;
    private static FeatureManifest second;

    @BeforeAll
    static void prepareTwoDays(SparkSession spark) {
        write(spark, 1);
        write(spark, 2);
        first = FeaturePipeline.run(spark, settings("day1", FEATURES), folder + "/out1", IfExists.REFUSE);
        second = extend(spark, settings("day2", FEATURES), "out1", "out2");
    }

    /** Day 2 has users u20 … u59, day 1 u0 … u39; prices and ages are others. */
    private static void write(SparkSession spark, int day) {
        rows(spark, day).write().parquet(folder + "/day" + day);
    }

    private static Dataset<Row> rows(SparkSession spark, int day) {
        int from = 20 * (day - 1);
        return spark.range(800)
                .selectExpr(
                        "id + 1000 * " + day + " as id",
                        "if(id % 50 = 0, null, concat('u', " + from + " + pmod(xxhash64(id), 40))) as user",
                        "int(pmod(xxhash64(id, 1), 10 * " + day + ")) as seen",
                        "array(int(id % 7), " + day + " * 100) as liked",
                        "int(20 + " + day + " * (id % 40)) as age",
                        "exp(" + day + " + (id % 100) / 25.0D) as price",
                        "date_add(date'2026-01-01', int(id % 30)) as at",
                        "int(id % 2) as clicked",
                        "double(id % 11 + " + day + " * 5) as seconds");
    }

    private static FeatureSettings settings(String day, String features) {
        return SettingsText.read("""
            data { input = "%s/%s", key = [id] }
            tasks = [{ name = click, label = clicked }, { name = watch, label = seconds, type = regression }]
            """.formatted(folder, day) + "features = [" + features + "]", FeatureSettings::read);
    }

    private static FeatureManifest extend(SparkSession spark, FeatureSettings settings, String earlier, String output) {
        try (PublishedDirectory directory = PublishedDirectory.open(folder + "/" + output, IfExists.REFUSE)) {
            FeatureManifest manifest =
                    FeaturePipeline.extend(spark, settings, EarlierEncoders.read(folder + "/" + earlier), directory);
            directory.publish();
            return manifest;
        }
    }

    @Test
    void extend_everyEncoderButVocabularies_isTheEarlierOne() {
        assertThat(second.encoders()).hasSameSizeAs(first.encoders());
        for (int i = 0; i < first.encoders().size(); i++) {
            EncodedFeature before = first.encoders().get(i);
            EncodedFeature after = second.encoders().get(i);
            Encoder encoder = before.encoder();
            if (encoder instanceof VocabularyEncoder vocabulary) {
                VocabularyEncoder grown = (VocabularyEncoder) after.encoder();
                assertThat(grown.values()).isGreaterThan(vocabulary.values());
                assertThat(grown.oovBuckets()).isEqualTo(vocabulary.oovBuckets());
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
        assertThat(second.labelScales()).isEqualTo(first.labelScales());
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(second.provenance()).containsEntry("extends", first.fingerprint());
        assertThat(first.provenance()).doesNotContainKey("extends");
    }

    @Test
    void extend_vocabulary_appendsNewValuesByFallingCount(SparkSession spark) {
        VocabularyFile before = vocabularies("out1", first).get("user");
        VocabularyFile after = vocabularies("out2", second).get("user");
        int known = before.texts().size();
        assertThat(texts(after.texts()).subList(0, known)).isEqualTo(texts(before.texts()));
        assertThat(after.counts()).startsWith(before.counts());
        Dataset<Row> training = spark.read()
                .parquet(folder + "/day2")
                .join(spark.read().parquet(folder + "/out2/train").select("id"), "id");
        List<String> expected =
                training.groupBy("user").count().where("count >= 3 and user is not null").collectAsList().stream()
                        .sorted((a, b) -> a.getLong(1) == b.getLong(1)
                                ? a.getString(0).compareTo(b.getString(0))
                                : Long.compare(b.getLong(1), a.getLong(1)))
                        .map(row -> row.getString(0))
                        .filter(user -> !texts(before.texts()).contains(user))
                        .toList();
        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(texts(after.texts()).subList(known, after.texts().size())).isEqualTo(expected);
    }

    @Test
    void extend_vocabularyFile_beginsWithTheBytesOfTheEarlierOne() throws IOException {
        String before = Files.readString(file("out1", first, "item"));
        String after = Files.readString(file("out2", second, "item"));
        assertThat(after).startsWith(before).hasSizeGreaterThan(before.length());
    }

    @Test
    void extend_rowOfKnownValues_isEncodedAsBefore(SparkSession spark) {
        rows(spark, 1).write().parquet(folder + "/again");
        extend(spark, settings("again", FEATURES), "out2", "out-again");
        for (Split split : Split.values()) {
            Dataset<Row> before =
                    spark.read().parquet(folder + "/out1/" + split.folder()).where("user > 2");
            Dataset<Row> after = spark.read()
                    .parquet(folder + "/out-again/" + split.folder())
                    .where("user > 2");
            assertThat(before.count()).isPositive();
            assertThat(after.orderBy("id").collectAsList()).containsAll(before.collectAsList());
        }
    }

    @Test
    void extend_noNewValue_hasTheFingerprintOfBefore(SparkSession spark) {
        FeatureManifest same = extend(spark, settings("day1", FEATURES), "out1", "out-same");
        assertThat(same.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(same.profile()).isEqualTo(first.profile());
    }

    @Test
    void extend_profile_isOfTheNewTrainingSplit(SparkSession spark) {
        FeatureProfile.Numbers age =
                (FeatureProfile.Numbers) second.profile("age").orElseThrow();
        double mean = spark.read()
                .parquet(folder + "/day2")
                .join(spark.read().parquet(folder + "/out2/train").select("id"), "id")
                .selectExpr("avg(age)")
                .first()
                .getDouble(0);
        assertThat(age.mean()).isEqualTo(mean, within(1e-9));
        FeatureProfile.Texts user =
                (FeatureProfile.Texts) second.profile("user").orElseThrow();
        long unknown = spark.read()
                .parquet(folder + "/out2/train")
                .where("user in (1, 2)")
                .count();
        assertThat(user.unknownShare() * user.values()).isCloseTo(unknown, within(1e-6));
    }

    @Test
    void extend_otherFeatures_namesAllProblemsAtOnce(SparkSession spark) {
        String other = """
            { columns = [seen], encoding = vocabulary, table = people, oov-buckets = 3, name = user }
            { columns = [seen], encoding = hashed, table = item, buckets = 7 }
            { columns = [liked], encoding = hashed, table = item, buckets = 7, pooling = sum }
            { cross = [user, seen], encoding = hashed, buckets = 33, name = pair }
            { columns = [age], encoding = log }
            { columns = [price], encoding = log, missing-indicator = true }
            { columns = [price], encoding = quantiles, buckets = 2, name = price_bucket }
            { columns = [price], encoding = piecewise, bins = 2, name = price_bins }
            { columns = [age], encoding = boundaries, boundaries = [30, 60], name = age_bucket }
            { columns = [age], encoding = identity, name = new }
            """;
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> extend(spark, settings("day2", other), "out1", "none"));
        String end = ", compared with " + folder + "/out1: restore the earlier setting, or prepare without --extend";
        assertThat(refused.problems())
                .containsExactly(
                        "features[0]: feature \"user\": columns was [user] and is [seen]" + end,
                        "features[0]: feature \"user\": missing-indicator was true and is false" + end,
                        "features[0]: feature \"user\": table was user and is people" + end,
                        "features[0]: feature \"user\": oov-buckets was 2 and is 3" + end,
                        "features[1]: feature \"seen\": the encoder was vocabulary and is hashed" + end,
                        "features[2]: feature \"liked\": the encoder was vocabulary and is hashed" + end,
                        "features[3]: feature \"pair\": buckets was 32 and is 33" + end,
                        "features[4]: feature \"age\": the encoder was standardised and is log" + end,
                        "features[5]: feature \"price\": missing-indicator was false and is true" + end,
                        "features[6]: feature \"price_bucket\": buckets was 4 or more and is 2" + end,
                        "features[7]: feature \"price_bins\": bins was 3 or more and is 2" + end,
                        "features[8]: feature \"age_bucket\": boundaries was [30.0, 50.0] and is [30.0, 60.0]" + end,
                        "features[9]: has feature \"new\", which " + folder
                                + "/out1 does not have: remove it, or prepare without --extend",
                        "features: have no feature \"weekday\", which " + folder
                                + "/out1 has: add it, or prepare without --extend");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void extend_otherOrderOrTasks_isRefused(SparkSession spark) {
        List<String> lines = FEATURES.strip().lines().toList();
        String swapped = lines.get(8) + "\n" + String.join("\n", lines.subList(0, 8));
        FeatureSettings settings = settings("day2", swapped);
        FeatureSettings oneTask = new FeatureSettings(
                settings.source(),
                settings.split(),
                settings.tasks().subList(0, 1),
                settings.features(),
                settings.checks());
        assertThat(catchThrowableOfType(ConfigException.class, () -> extend(spark, settings, "out1", "none")))
                .hasMessageStartingWith("features: are in the order [weekday, user, ")
                .hasMessageEndingWith(": use its order, or prepare without --extend");
        assertThat(catchThrowableOfType(ConfigException.class, () -> extend(spark, oneTask, "out1", "none"))
                        .problems())
                .hasSize(1)
                .first()
                .asString()
                .startsWith(
                        "tasks: are [TaskSpec[name=click, label=clicked, type=BINARY]], but " + folder + "/out1 has ")
                .endsWith(": use its tasks, or prepare without --extend");
    }

    @Test
    void extend_otherTypes_namesAllColumnsAtOnce(SparkSession spark) {
        rows(spark, 2)
                .selectExpr(
                        "id",
                        "user",
                        "string(seen) seen",
                        "liked[0] liked",
                        "double(age) age",
                        "price",
                        "at",
                        "clicked",
                        "seconds")
                .write()
                .parquet(folder + "/typed");
        JobFailure refused = catchThrowableOfType(
                JobFailure.class, () -> extend(spark, settings("typed", FEATURES), "out1", "none"));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        String end = ". Convert the column, or prepare without --extend.";
        assertThat(refused.getMessage().lines())
                .containsExactly(
                        "Column \"seen\" of feature \"seen\" is string, but " + folder + "/out1 encodes whole numbers"
                                + end,
                        "Column \"liked\" of feature \"liked\" is int, but " + folder
                                + "/out1 encodes lists of whole numbers" + end,
                        "Column \"seen\" of feature \"pair\" is string, but " + folder + "/out1 encodes whole numbers"
                                + end);
    }

    @Test
    void extend_wholeNumbersThatBecameDoubles_areEncodedAsBefore(SparkSession spark) {
        rows(spark, 1)
                .selectExpr("id", "user", "seen", "liked", "double(age) age", "price", "at", "clicked", "seconds")
                .write()
                .parquet(folder + "/doubles");
        FeatureManifest same = extend(spark, settings("doubles", FEATURES), "out1", "out-doubles");
        assertThat(same.fingerprint()).isEqualTo(first.fingerprint());
        String columns = "id, age, age_bucket";
        assertThat(train(spark, "out-doubles")
                        .selectExpr(columns.split(", "))
                        .orderBy("id")
                        .collectAsList())
                .isEqualTo(train(spark, "out1")
                        .selectExpr(columns.split(", "))
                        .orderBy("id")
                        .collectAsList());
    }

    @Test
    void extend_vocabularyBeyondTheLimit_isRefused(SparkSession spark) {
        FeatureSettings limited = settings("day2", FEATURES + "]\nchecks.max-vocabulary = 45\n#");
        JobFailure refused = catchThrowableOfType(JobFailure.class, () -> extend(spark, limited, "out1", "none"));
        assertThat(refused)
                .hasMessage(
                        "Vocabulary \"user\" of " + folder + "/out1 has 60 values with the new ones, more than the 45"
                                + " allowed. Raise checks.max-vocabulary, or prepare without --extend.");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void read_directoryWithoutManifest_isRefused() {
        JobFailure refused = catchThrowableOfType(JobFailure.class, () -> EarlierEncoders.read(folder + "/day1"));
        assertThat(refused)
                .hasMessage("There is no " + folder + "/day1/feature-manifest.json, so there are no encoders to extend."
                        + " Name the output of fulcrum prepare or train.");
    }

    private static Dataset<Row> train(SparkSession spark, String output) {
        return spark.read().parquet(folder + "/" + output + "/train");
    }

    private static Map<String, VocabularyFile> vocabularies(String output, FeatureManifest manifest) {
        return VocabularyFiles.read(folder + "/" + output, manifest.encoders());
    }

    private static Path file(String output, FeatureManifest manifest, String table) {
        return folder.resolve(output)
                .resolve(VocabularyFile.path(
                        vocabularies(output, manifest).get(table).digest()));
    }

    private static List<String> texts(TextTable table) {
        return IntStream.range(0, table.size()).mapToObj(table::text).toList();
    }
}
