package io.fulcrum.features.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.drift.FeatureDistribution;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.EarlierEncoders;
import io.fulcrum.features.FeaturePipeline;
import io.fulcrum.features.FeatureSettings;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The distributions that a preparation stores, counted in the pass that encodes. */
@ExtendWith(LocalSpark.class)
class DistributionsIT {
    private static final int ROWS = 900;

    @TempDir
    static Path folder;

    private static FeatureManifest manifest;
    private static FeatureDistributions found;

    @BeforeAll
    static void prepare(SparkSession spark) {
        write(spark, "one", 1, 1);
        write(spark, "many", 1, 7);
        write(spark, "next", 2, 2);
        manifest = FeaturePipeline.run(spark, settings("one"), folder + "/out-one", IfExists.REFUSE);
        FeaturePipeline.run(spark, settings("many"), folder + "/out-many", IfExists.REFUSE);
        found = DistributionFile.read(folder + "/out-one", manifest).orElseThrow();
    }

    /** Rows 0 … 8 of ten are training, one is in validation and test in turn. */
    private static void write(SparkSession spark, String name, int day, int files) {
        spark.range(0, ROWS, 1, files)
                .selectExpr(
                        "id",
                        "case when id % 10 < 8 then 'train' when id % 10 = 8 then 'v' else 't' end as part",
                        "if(id % 50 = 0, null, concat('u" + day + "-', id % 6)) as user",
                        "case id % 3 when 0 then array() when 1 then array('a', null, 'b') else array('a') end as tags",
                        "concat('h', id % 4000) as hashed",
                        "int(id % 40) as age",
                        "case id % 9 when 0 then double('NaN') when 1 then double('Infinity') when 2 then null"
                                + " else exp((id % 100) / 10.0D) * " + day + " end as price",
                        "case when id % 2 = 0 then 0.0D else id end as mostly_zero",
                        "timestamp_micros(id * 3600000000L) as at",
                        "int(id / 10) % 2 as clicked")
                .write()
                .parquet(folder + "/" + name);
    }

    private static FeatureSettings settings(String input) {
        return SettingsText.read("""
            data { input = "%s/%s", key = [id]
                   split { by = column, column = part, train = [train], validation = [v], test = [t] } }
            tasks = [{ name = click, label = clicked }]
            checks { not-finite = as-missing }
            features = [
              { columns = [user], encoding = vocabulary, min-count = 2 }
              { columns = [tags], encoding = vocabulary }
              { columns = [hashed], encoding = hashed, buckets = 100000 }
              { columns = [age], encoding = standardised }
              { columns = [age], encoding = quantiles, buckets = 4, name = age_bucket }
              { columns = [age], encoding = boundaries, boundaries = [10, 20, 1000], name = age_range }
              { columns = [price], encoding = log }
              { columns = [price], encoding = piecewise, bins = 3, name = price_bins }
              { columns = [mostly_zero], encoding = identity }
              { columns = [at], encoding = calendar, part = weekday, name = weekday }
              { columns = [at], encoding = cyclic, part = hour, name = hour }
            ]
            """.formatted(folder, input), FeatureSettings::read);
    }

    @Test
    void prepare_files_haveNoPartInTheBytes() throws IOException {
        String one = Files.readString(folder.resolve("out-one/" + FeatureDistributions.FILE));
        String many = Files.readString(folder.resolve("out-many/" + FeatureDistributions.FILE));

        assertThat(many).isEqualTo(one);
    }

    @Test
    void prepare_everyFeature_countsEveryRowOrListEntryOnce() {
        assertThat(found.features()).hasSize(11);
        for (FeatureDistribution feature : found.features()) {
            for (Split split : Split.values()) {
                long rows = manifest.split(split).rows();
                // Per three rows the lists have 0, 2 and 1 entries that are not null; the empty one counts once.
                long values = feature.feature().equals("tags") ? rows * 4 / 3 : rows;
                assertThat(sum(feature.splits().get(split.folder())))
                        .as(feature.feature() + " " + split)
                        .isEqualTo(values);
            }
        }
    }

    @Test
    void prepare_texts_areCountedByValue() {
        FeatureDistribution tags = feature("tags");

        // Of 720 training rows, 240 have no tag, 240 have a and b, 240 have a.
        assertThat(((Bins.Ids) tags.bins()).names()).containsExactly("a", "b");
        assertThat(tags.splits().get("train")).containsExactly(240L, 0L, 480L, 240L, 0L, 0L);
        assertThat(feature("user").splits().get("train").get(0)).isEqualTo(18);
        FeatureDistribution hashed = feature("hashed");
        assertThat(((Bins.Ids) hashed.bins()).cells()).hasSize(50);
        assertThat(hashed.splits().get("train").get(52)).isPositive();
    }

    @Test
    void prepare_numbers_areCountedInRangesOfTheSource() {
        FeatureDistribution age = feature("age");

        // 40 values of 18 training rows each but those that id % 10 > 7 leaves out: 32 values, 22 or 23 rows each.
        assertThat(((Bins.Ranges) age.bins()).edges())
                .startsWith(Math.nextDown(0.0))
                .endsWith(37.0);
        assertThat(age.bins().size()).isBetween(18, 23);
        assertThat(age.splits().get("train").get(0)).isZero();
        assertThat(age.splits().get("train").get(1)).isZero();
        assertThat(age.splits().get("train").get(age.bins().size() - 1)).isZero();
        // Validation has 8, 18, 28 and 38; the last is above all training values, in rows 38, 78 … 878.
        assertThat(age.splits().get("validation").get(age.bins().size() - 1)).isEqualTo(22);
        assertThat(((Bins.Ranges) feature("age_range").bins()).edges())
                .containsExactly(Math.nextDown(0.0), 10.0, 20.0, 37.0);
        // NaN, infinite and null, of nine rows three: rows 0, 1 and 2 of nine among id % 10 < 8.
        assertThat(feature("price").splits().get("train").get(0)).isEqualTo(240);
        assertThat(feature("price_bins").splits().get("train").get(0)).isEqualTo(240);
        assertThat(feature("mostly_zero").splits().get("train").get(2)).isEqualTo(360);
    }

    @Test
    void prepare_partsOfTimes_areCountedInTheirOrder() {
        assertThat(((Bins.Ids) feature("weekday").bins()).names())
                .containsExactly("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
        assertThat(((Bins.Ids) feature("hour").bins()).names()).hasSize(24).startsWith("0 h", "1 h");
        // Test rows have ids 9, 19, 29 … and hours id % 24: every odd hour.
        List<Long> test = feature("hour").splits().get("test");
        assertThat(test.get(2)).isZero();
        assertThat(test.get(3)).isPositive();
    }

    @Test
    void extend_nextDay_keepsTheBins(@TempDir Path out) {
        FeatureManifest grown;
        try (PublishedDirectory directory = PublishedDirectory.open(out + "/next", IfExists.REFUSE)) {
            grown = FeaturePipeline.extend(
                    SparkSession.active(), settings("next"), EarlierEncoders.read(folder + "/out-one"), directory);
            directory.publish();
        }
        FeatureDistributions next = DistributionFile.read(out + "/next", grown).orElseThrow();

        for (FeatureDistribution feature : next.features()) {
            assertThat(feature.bins()).isEqualTo(feature(feature.feature()).bins());
        }
        List<Long> users = next.find("user").orElseThrow().splits().get("train");
        assertThat(users.get(0)).isEqualTo(18);
        assertThat(users.get(users.size() - 1)).isEqualTo(702);
    }

    @Test
    void read_fileOfAnotherPreparation_isRefused() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        String json = Files.readString(folder.resolve("out-one/" + FeatureDistributions.FILE));
        Path file = copy.resolve(FeatureDistributions.FILE);
        Files.writeString(file, json.replace(manifest.fingerprint(), "0123456789abcdef"));
        assertThat(refused(copy))
                .startsWith("File " + file + " has fingerprint 0123456789abcdef, but the"
                        + " feature-manifest.json beside it has " + manifest.fingerprint());
        Files.writeString(file, json.replace("\"feature\" : \"age\"", "\"feature\" : \"years\""));
        assertThat(refused(copy)).contains("has other features or bins than the encoders");
        Files.writeString(file, json.substring(0, json.length() / 2));
        assertThat(refused(copy)).startsWith("The file of feature distributions " + file + " is damaged");
        Files.delete(file);
        assertThat(DistributionFile.read(copy.toString(), manifest)).isEmpty();
    }

    private static String refused(Path directory) {
        JobFailure failure =
                catchThrowableOfType(JobFailure.class, () -> DistributionFile.read(directory.toString(), manifest));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
        return failure.getMessage();
    }

    private static FeatureDistribution feature(String name) {
        return found.find(name).orElseThrow();
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
