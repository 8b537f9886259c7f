package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fulcrum.LocalSpark;
import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigException;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
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

/** Tasks that have labels in some rows only and weights, from source rows to prepared ones. */
@ExtendWith(LocalSpark.class)
class TaskRowsIT {
    private static final String TASKS = "{ name = click, label = clicked },"
            + " { name = buy, label = bought, positive = yes, space = \"click = 1\", weight-column = importance },"
            + " { name = spent, label = paid, type = regression, space = \"buy = 1\" }";

    @TempDir
    static Path folder;

    private static FeatureManifest manifest;

    private SparkSession spark;

    @BeforeAll
    static void prepare(SparkSession spark) {
        write(spark, "usual", "double(id % 5) / 2");
        manifest = FeaturePipeline.run(spark, settings("usual", TASKS), folder + "/data", IfExists.REFUSE);
    }

    @BeforeEach
    void take(SparkSession session) {
        spark = session;
    }

    /** Row id is clicked where id % 2 = 0 and bought where id % 3 = 0. */
    private static void write(SparkSession spark, String name, String importance) {
        spark.range(600)
                .selectExpr(
                        "id",
                        "id % 10 as x",
                        "int(id % 2 = 0) as clicked",
                        "if(id % 3 = 0, 'yes', 'no') as bought",
                        "double(id) as paid",
                        importance + " as importance")
                .coalesce(1)
                .write()
                .parquet(folder + "/" + name);
    }

    private static FeatureSettings settings(String name, String tasks) {
        String data = "data { input = \"" + folder + "/" + name + "\", key = [id] }\n";
        return SettingsText.read(
                data + "tasks = [" + tasks + "]\nfeatures = [{ columns = [x], encoding = standardised }]",
                FeatureSettings::read);
    }

    private Dataset<Row> training() {
        return spark.read().parquet(folder + "/data/train").orderBy("id");
    }

    @Test
    void run_rowsOutsideTheSpaceOrOfWeightZero_haveNoLabel() {
        assertThat(training().columns())
                .containsExactly(
                        "id", "x", "label_click", "label_buy", "label_spent", "weight_buy", FeatureManifest.ROW_COLUMN);
        for (Row row : training().collectAsList()) {
            long id = row.getLong(0);
            boolean clicked = id % 2 == 0;
            boolean weighted = id % 5 != 0;
            assertThat(row.<Float>getAs("label_click")).isEqualTo(clicked ? 1f : 0f);
            assertThat(row.<Float>getAs("label_buy"))
                    .as("label of %d", id)
                    .isEqualTo(clicked && weighted ? Float.valueOf(id % 3 == 0 ? 1 : 0) : null);
            assertThat(row.<Float>getAs("weight_buy"))
                    .as("weight of %d", id)
                    .isEqualTo(clicked && weighted ? Float.valueOf(id % 5 / 2f) : null);
            // weights of buy do not change the space of the task that builds on it
            assertThat(row.isNullAt(row.fieldIndex("label_spent"))).isEqualTo(id % 6 != 0);
        }
    }

    @Test
    void run_manifest_countsAndScalesTheRowsWithLabels() {
        assertThat(manifest.schema()).isEqualTo(5);
        assertThat(manifest.taskRows())
                .containsExactly(TaskRows.ALL, new TaskRows("click = 1", "importance"), new TaskRows("buy = 1", ""));
        List<LabelSummary> labels = manifest.split(Split.TRAIN).labels();
        assertThat(labels.get(0).labelled()).isEqualTo(training().count());
        assertThat(labels.get(1).labelled())
                .isEqualTo(training().where("id % 2 = 0 and id % 5 != 0").count());
        assertThat(labels.get(1).sum())
                .isEqualTo(training().where("id % 6 = 0 and id % 5 != 0").count());
        assertThat(labels.get(2).labelled())
                .isEqualTo(training().where("id % 6 = 0").count());
        Row paid = training().where("id % 6 = 0").selectExpr("sum(id)").head();
        assertThat(labels.get(2).sum()).isEqualTo(paid.getLong(0));
        assertThat(manifest.labelScales().get(2)).isEqualTo(LabelScale.of(TaskType.REGRESSION, labels.get(2)));
    }

    @Test
    void run_weightsThatAreNone_areRefusedTogether() {
        write(
                spark,
                "bad",
                "case when id % 12 = 0 then null when id % 12 = 2 then double('NaN')"
                        + " when id % 12 = 4 then double('infinity') when id % 12 = 6 then -1D"
                        + " when id % 2 = 1 then -3D else 1D end");
        JobFailure failure = catchThrowableOfType(
                JobFailure.class,
                () -> FeaturePipeline.run(spark, settings("bad", TASKS), folder + "/bad-out", IfExists.REFUSE));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        // rows outside the space have no label, so their weights are not read
        List<String> lines = failure.getMessage().lines().toList();
        assertThat(lines)
                .hasSize(3)
                .allMatch(
                        line -> line.matches(
                                "Task \"buy\", split (train|validation|test): weight column \"importance\" is missing, NaN or"
                                        + " infinite in \\d+ labelled rows and negative in \\d+ labelled rows, but the weight of a row"
                                        + " with a label is a finite number of at least 0. Correct these rows or filter them out."));
        assertThat(numbers(lines)).isEqualTo(600 / 12 * 4);
    }

    private static int numbers(List<String> lines) {
        return lines.stream()
                .flatMap(line -> List.of(line.replaceAll("\\D+", " ").strip().split(" ")).stream())
                .mapToInt(Integer::parseInt)
                .sum();
    }

    @Test
    void run_noRowInTheSpaceWithAWeight_isRefusedWithBothReasons() {
        write(spark, "zeros", "0D");
        JobFailure failure = catchThrowableOfType(
                JobFailure.class,
                () -> FeaturePipeline.run(spark, settings("zeros", TASKS), folder + "/zeros-out", IfExists.REFUSE));

        assertThat(failure.getMessage().lines().toList())
                .hasSize(3)
                .allMatch(line -> line.matches(
                        "Task \"buy\", split (train|validation|test): label column \"bought\" is null, or the row is outside"
                                + " the space click = 1, or its weight in column \"importance\" is 0, in all \\d+ rows, but a task"
                                + " needs labels. Check the column, or remove the task."));
    }

    @Test
    void run_weightColumnThatIsNone_isRefused() {
        JobFailure failure = catchThrowableOfType(
                JobFailure.class,
                () -> FeaturePipeline.run(
                        spark,
                        settings(
                                "usual",
                                "{ name = a, label = clicked, weight-column = bought },"
                                        + " { name = b, label = clicked, weight-column = importnce }"),
                        folder + "/none-out",
                        IfExists.REFUSE));

        assertThat(failure.getMessage().lines().toList())
                .anyMatch(line -> line.contains("has no column \"importnce\", which weight-column of task \"b\" names."
                        + " Did you mean \"importance\"?"))
                .anyMatch(line ->
                        line.contains("\"bought\"") && line.contains("weight-column of task \"a\" needs a number"));
    }

    @Test
    void run_defaultTasks_keepTheManifestOfTheVersionBefore() {
        FeatureManifest plain = FeaturePipeline.run(
                spark, settings("usual", "{ name = click, label = clicked }"), folder + "/plain", IfExists.REFUSE);
        assertThat(plain.schema()).isEqualTo(4);
        assertThat(plain.taskRows()).isEmpty();
    }

    @Test
    void extend_anotherSpace_isRefused() {
        EarlierEncoders earlier = EarlierEncoders.read(folder + "/data");
        FeatureSettings other = settings("usual", TASKS.replace("click = 1", "click = 0"));
        assertThat(catchThrowableOfType(ConfigException.class, () -> earlier.requireSame(other)))
                .hasMessage("tasks[1].space: is click = 0, but " + folder + "/data has click = 1: use its space, or"
                        + " prepare without --extend");
        earlier.requireSame(settings("usual", TASKS.replace("importance", "paid")));
    }
}
