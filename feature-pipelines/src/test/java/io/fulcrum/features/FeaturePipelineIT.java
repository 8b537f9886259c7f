package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.write.VocabularyFiles;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Preparation end to end on a generated log. */
@ExtendWith(LocalSpark.class)
class FeaturePipelineIT {
    private static final int ROWS = 2000;

    @TempDir
    static Path folder;

    @BeforeAll
    static void prepare(SparkSession spark) {
        Dataset<Row> log = GeneratedLog.rows(spark, ROWS);
        log.repartition(5).write().parquet(folder + "/five");
        log.orderBy(log.col("seconds").desc()).coalesce(1).write().parquet(folder + "/one");
        FeaturePipeline.run(spark, GeneratedLog.settings(folder + "/five", ""), folder + "/out-five", IfExists.REFUSE);
        FeaturePipeline.run(spark, GeneratedLog.settings(folder + "/one", ""), folder + "/out-one", IfExists.REFUSE);
    }

    @Test
    void run_generatedLog_publishesWhatTheManifestSays(SparkSession spark) throws IOException {
        FeatureManifest manifest = manifest("out-five");
        assertThat(manifest.features().columns())
                .extracting("name")
                .containsExactly("user_hash", "city", "city_missing", "tags", "age", "price");
        assertThat(manifest.features().columns())
                .extracting("kind")
                .containsExactly(
                        Kind.CATEGORICAL,
                        Kind.CATEGORICAL,
                        Kind.NUMERIC,
                        Kind.CATEGORICAL_LIST,
                        Kind.CATEGORICAL,
                        Kind.NUMERIC);
        assertThat(manifest.features().tables()).containsEntry("city", 2 + 6).containsEntry("user_hash", 65);
        long total = 0;
        for (Split split : Split.values()) {
            Dataset<Row> rows = prepared(spark, "out-five", split);
            total += rows.count();
            assertThat(manifest.split(split).rows()).isEqualTo(rows.count());
            assertThat(manifest.split(split).labels().get(1).labelled())
                    .isEqualTo(rows.where("label_buy is not null").count());
            double deviation =
                    rows.selectExpr("stddev_pop(double(label_watch))").first().getDouble(0);
            double scale = manifest.labelScales().get(2).deviation();
            assertThat(manifest.split(split).labels().get(2).deviation())
                    .isCloseTo(scale * deviation, within(1e-6 * scale * deviation));
            assertThat(manifest.split(split).labels().get(0).sum())
                    .isEqualTo(rows.where("label_click = 1").count());
        }
        assertThat(total).isEqualTo(ROWS);
        assertThat(manifest.provenance()).containsEntry("program", ProgramVersion.VERSION);
    }

    @Test
    void run_generatedLog_writesTypedColumns(SparkSession spark) {
        assertThat(prepared(spark, "out-five", Split.TRAIN).schema().toDDL())
                .isEqualTo("id BIGINT,user STRING,"
                        + "user_hash INT,city INT,city_missing FLOAT,tags ARRAY<INT>,age INT,price FLOAT,label_click FLOAT,"
                        + "label_buy FLOAT,label_watch FLOAT,_row BIGINT,_group BIGINT");
    }

    @Test
    void run_generatedLog_encodesLikeItsStatistics(SparkSession spark) throws IOException {
        Dataset<Row> train = prepared(spark, "out-five", Split.TRAIN);
        Row price = train.selectExpr("avg(price)", "stddev_pop(price)").head();
        assertThat(price.getDouble(0)).isBetween(-1e-6, 1e-6);
        assertThat(price.getDouble(1)).isBetween(1 - 1e-6, 1 + 1e-6);
        VocabularyFile vocabulary = vocabularies("out-five").get("city");
        for (int i = 0; i < vocabulary.counts().length; i++) {
            assertThat(train.where("city = " + (2 + i)).count())
                    .isEqualTo(vocabulary.counts()[i]);
        }
        assertThat(vocabulary.counts()).isNotEmpty();
        assertThat(train.where("city = 0").count())
                .isEqualTo(train.where("city_missing = 1").count())
                .isPositive();
        assertThat(train.where("size(tags) > 3").count()).isZero();
        assertThat(manifest("out-five").profile("user_hash")).get().isInstanceOf(FeatureProfile.Texts.class);
    }

    @Test
    void run_hashOfUser_keepsAUserInOneSplit(SparkSession spark) {
        Dataset<Row> train =
                prepared(spark, "out-five", Split.TRAIN).select("user").distinct();
        Dataset<Row> others = prepared(spark, "out-five", Split.VALIDATION)
                .union(prepared(spark, "out-five", Split.TEST))
                .select("user")
                .distinct();
        assertThat(train.intersect(others).count()).isZero();
    }

    @Test
    void run_otherOrderAndPartitions_givesTheSame(SparkSession spark) throws IOException {
        assertThat(comparable(manifest("out-one"))).isEqualTo(comparable(manifest("out-five")));
        for (Split split : Split.values()) {
            assertThat(prepared(spark, "out-one", split).orderBy("_row").collectAsList())
                    .isEqualTo(
                            prepared(spark, "out-five", split).orderBy("_row").collectAsList());
        }
    }

    @Test
    void run_replace_leavesNothingOfTheOldOrUnpublished(SparkSession spark) throws IOException {
        FeatureSettings settings = GeneratedLog.settings(folder + "/five", "data.filter = \"day < date'2024-01-20'\"");
        String output = folder + "/replaced/out";
        FeaturePipeline.run(spark, settings, output, IfExists.REFUSE);
        FeatureManifest second = FeaturePipeline.run(spark, settings, output, IfExists.REPLACE);
        assertThat(Files.readString(Path.of(output, FeatureManifest.FILE))).isEqualTo(Json.pretty(second));
        try (var left = Files.list(Path.of(output).getParent())) {
            assertThat(left).containsExactly(Path.of(output));
        }
    }

    @Test
    void run_tableName_readsTheTable(SparkSession spark) {
        spark.read().parquet(folder + "/five").createOrReplaceTempView("impressions");
        FeatureManifest manifest = FeaturePipeline.run(
                spark, GeneratedLog.settings("impressions", ""), folder + "/out-table", IfExists.REFUSE);
        assertThat(manifest.split(Split.TRAIN))
                .isEqualTo(FeaturePipeline.run(
                                spark,
                                GeneratedLog.settings(folder + "/fi*/*.parquet", ""),
                                folder + "/out-glob",
                                IfExists.REFUSE)
                        .split(Split.TRAIN));
    }

    @Test
    void run_sharedTable_givesEqualValuesEqualIds(SparkSession spark) throws IOException {
        spark.range(100)
                .selectExpr(
                        "id",
                        "cast(id % 3 as string) as seen",
                        "array(cast(id % 2 as string)) as liked",
                        "int(id % 2) as clicked")
                .write()
                .parquet(folder + "/pairs");
        FeatureSettings settings = SettingsText.read("""
        data { input = "%s/pairs", key = [id] }
        tasks = [{ name = click, label = clicked }]
        features = [{ columns = [seen, liked], encoding = vocabulary, table = item }]
        """.formatted(folder), FeatureSettings::read);
        FeatureManifest manifest = FeaturePipeline.run(spark, settings, folder + "/out-pairs", IfExists.REFUSE);
        assertThat(manifest.features().tables()).containsExactly(Map.entry("item", 5));
        assertThat(prepared(spark, "out-pairs", Split.TEST)
                        .where("id % 3 = id % 2")
                        .where("seen != liked[0]")
                        .count())
                .isZero();
        assertThat(vocabularies("out-pairs")).containsOnlyKeys("item");
        assertThat(vocabularies("out-pairs").get("item").texts().size()).isEqualTo(3);
    }

    private static Map<String, Object> comparable(FeatureManifest manifest) {
        Map<String, Object> provenance = new HashMap<>(manifest.provenance());
        provenance.keySet().removeAll(List.of("source", "settings", "prepared-at"));
        return Map.of(
                "fingerprint",
                manifest.fingerprint(),
                "features",
                manifest.features(),
                "splits",
                manifest.splits(),
                "encoders",
                manifest.encoders(),
                "profile",
                manifest.profile(),
                "provenance",
                provenance);
    }

    private static Map<String, VocabularyFile> vocabularies(String name) throws IOException {
        return VocabularyFiles.read(folder + "/" + name, manifest(name).encoders());
    }

    private static FeatureManifest manifest(String name) throws IOException {
        return FeatureManifest.parse(Files.readString(folder.resolve(name).resolve(FeatureManifest.FILE)), name);
    }

    private static Dataset<Row> prepared(SparkSession spark, String name, Split split) {
        return spark.read().parquet(folder + "/" + name + "/" + split.folder());
    }
}
