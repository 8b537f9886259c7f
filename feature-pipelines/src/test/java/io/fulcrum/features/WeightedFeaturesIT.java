package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigException;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lists whose entries have weights, from source rows to prepared ones. */
@ExtendWith(LocalSpark.class)
class WeightedFeaturesIT {
    private static final String FEATURES = "{ columns = [tags], encoding = vocabulary, min-count = 1, max-length = 2,"
            + " keep = last, weights = scores, missing-indicator = true }";
    private static final String ALL = "array('a', 'b', null, concat('t', id % 3))";

    @TempDir
    static Path folder;

    private static FeatureManifest first;

    private SparkSession spark;
    private Path input;

    @BeforeAll
    static void writeRows(SparkSession spark) {
        write(spark, "usual", ALL, "array(0.5D, null, 9.0D, double(id % 4))");
        first = FeaturePipeline.run(spark, settings("usual", FEATURES), folder + "/out-first", IfExists.REFUSE);
    }

    @BeforeEach
    void take(SparkSession session) {
        spark = session;
        input = folder.resolve("in-" + System.nanoTime());
    }

    private static void write(SparkSession spark, String name, String tags, String scores) {
        spark.range(300)
                .selectExpr("id", tags + " as tags", scores + " as scores", "int(id % 2) as clicked")
                .coalesce(1)
                .write()
                .parquet(folder + "/" + name);
    }

    private static FeatureSettings settings(String name, String features) {
        String data = "data { input = \"" + folder + "/" + name + "\", key = [id] }\n";
        String tasks = "tasks = [{ name = click, label = clicked }]\n";
        return SettingsText.read(data + tasks + "features = [" + features + "]", FeatureSettings::read);
    }

    @Test
    void run_weightedLists_areStoredAsTwoColumns() {
        Dataset<Row> rows = spark.read().parquet(folder + "/out-first/train").orderBy("id");

        assertThat(rows.select("tags", "tags_weights", "tags_missing").schema().catalogString())
                .isEqualTo("struct<tags:array<int>,tags_weights:array<float>,tags_missing:float>");
        // a was seen in every row; b never had a weight, so it is no value of the training split
        FeatureProfile.Texts profile =
                (FeatureProfile.Texts) first.profile("tags").orElseThrow();
        long training = rows.count();
        assertThat(profile.columns()).containsExactly("tags", "scores");
        assertThat(profile.values()).isEqualTo(2 * training);
        assertThat(profile.distinct()).isEqualTo(4);
        for (Row row : rows.collectAsList()) {
            long id = row.getLong(row.fieldIndex("id"));
            assertThat(row.<Integer>getList(row.fieldIndex("tags"))).hasSize(2).startsWith(2);
            assertThat(row.<Float>getList(row.fieldIndex("tags_weights"))).containsExactly(0.5f, (float) (id % 4));
            assertThat(row.getFloat(row.fieldIndex("tags_missing"))).isZero();
        }
    }

    @Test
    void run_listsOfDifferentLengths_areRefused() {
        assertThat(refusal(ALL, "if(id % 3 = 0, array(1.0D), array(1.0D, 2.0D, 3.0D, 4.0D))", FEATURES)
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.matches(
                        "Feature \"tags\" \\(column \"tags\", \"scores\"\\) has another number of weights than of entries in"
                                + " \\d+ of the \\d+ rows of split (train|validation|test), but each entry needs one weight."
                                + " Write both lists with the same length."));
    }

    @Test
    void run_weightsThatAreNone_areRefusedOrLeftOut() {
        String scores = "array(0.5D, -1.0D, double('NaN'), if(id % 2 = 0, double('infinity'), 2.0D))";
        String tags = "array('a', 'b', 'c', 'd')";
        assertThat(refusal(tags, scores, FEATURES).lines())
                .hasSize(3)
                .allMatch(line -> line.matches(
                        "Feature \"tags\" \\(column \"tags\", \"scores\"\\) has (\\d+) lists with a negative, NaN or infinite"
                                + " weight in the \\1 rows of split (train|validation|test), but weights must not be negative"
                                + " and must be finite. Clean the column, or set checks.not-finite = as-missing."));

        String asMissing = FEATURES + "]\nchecks.not-finite = as-missing\n#";
        FeatureManifest manifest = FeaturePipeline.run(
                spark, settings(input.getFileName().toString(), asMissing), folder + "/out-none", IfExists.REFUSE);

        FeatureProfile.Texts profile =
                (FeatureProfile.Texts) manifest.profile("tags").orElseThrow();
        assertThat(profile.distinct()).isEqualTo(2);
        assertThat(profile.missingShare()).isZero();
        Row row = spark.read()
                .parquet(folder + "/out-none/train")
                .orderBy("id")
                .where("id % 2 = 0")
                .head();
        assertThat(row.<Integer>getList(row.fieldIndex("tags"))).containsExactly(2);
        assertThat(row.<Float>getList(row.fieldIndex("tags_weights"))).containsExactly(0.5f);
    }

    @Test
    void run_missingWeights_areMissingValues() {
        write(spark, input.getFileName().toString(), "array('a', 'b')", "if(id % 2 = 0, null, array(1, 2))");
        FeatureManifest manifest = FeaturePipeline.run(
                spark, settings(input.getFileName().toString(), FEATURES), folder + "/out-missing", IfExists.REFUSE);

        FeatureProfile.Texts profile =
                (FeatureProfile.Texts) manifest.profile("tags").orElseThrow();
        assertThat(profile.missingShare()).isCloseTo(0.5, within(0.1));
        Row row = spark.read()
                .parquet(folder + "/out-missing/train")
                .where("id % 2 = 0")
                .head();
        assertThat(row.getList(row.fieldIndex("tags"))).isEmpty();
        assertThat(row.getList(row.fieldIndex("tags_weights"))).isEmpty();
        assertThat(row.getFloat(row.fieldIndex("tags_missing"))).isOne();
    }

    @Test
    void run_columnsOfOtherTypes_areRefused() {
        assertThat(refusal("'a'", "array('1')", FEATURES).lines())
                .contains(
                        folder + "/" + input.getFileName()
                                + ": column \"tags\" is string, but features[0] needs an array of"
                                + " strings, whole numbers, booleans or dates. Name another column, or change its use or its"
                                + " type.",
                        folder + "/" + input.getFileName()
                                + ": column \"scores\" is array<string>, but features[0].weights"
                                + " needs an array of numbers. Name another column, or change its use or its type.");
        input = folder.resolve("in-nulls");
        assertThat(refusal("array('a')", "cast(null as array<int>)", FEATURES))
                .contains("Feature \"tags\" (column \"tags\", \"scores\") has no value at all");
    }

    @Test
    void extend_weights_keepTheirIdsWhateverTheirWidth() {
        write(spark, "whole", "array('new', 'a')", "array(int(id % 4), 1)");
        FeatureManifest grown = extend("whole", FEATURES, "out-extended");

        assertThat(grown.encoders().get(0).isWeighted()).isTrue();
        Row row = spark.read()
                .parquet(folder + "/out-extended/train")
                .where("id % 4 = 3")
                .head();
        assertThat(row.<Integer>getList(row.fieldIndex("tags"))).containsExactly(6, 2);
        assertThat(row.<Float>getList(row.fieldIndex("tags_weights"))).containsExactly(3f, 1f);
    }

    @Test
    void extend_otherWeights_areRefused() {
        String unweighted = FEATURES.replace("weights = scores,", "");
        assertThatThrownBy(() -> EarlierEncoders.read(folder + "/out-first").requireSame(settings("usual", unweighted)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("feature \"tags\": weights was \"scores\" and is none, compared with");
        write(spark, "typed", ALL, "array('1', '2', '3', '4')");
        JobFailure refused = catchThrowableOfType(JobFailure.class, () -> extend("typed", FEATURES, "none"));
        assertThat(refused)
                .hasMessageContaining("column \"scores\" is array<string>, but features[0].weights needs an array of");
    }

    private FeatureManifest extend(String name, String features, String output) {
        try (PublishedDirectory directory = PublishedDirectory.open(folder + "/" + output, IfExists.REFUSE)) {
            FeatureManifest manifest = FeaturePipeline.extend(
                    spark, settings(name, features), EarlierEncoders.read(folder + "/out-first"), directory);
            directory.publish();
            return manifest;
        }
    }

    private String refusal(String tags, String scores, String features) {
        write(spark, input.getFileName().toString(), tags, scores);
        JobFailure failure = catchThrowableOfType(
                JobFailure.class,
                () -> FeaturePipeline.run(
                        spark,
                        settings(input.getFileName().toString(), features),
                        folder + "/refused",
                        IfExists.REFUSE));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(List.of(folder.toFile().list())).doesNotContain("refused");
        return failure.getMessage();
    }
}
