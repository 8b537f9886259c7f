package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** That reading little data without generated code and inferred schemas gives what Spark's own way gives. */
@ExtendWith(LocalSpark.class)
class SmallPlanIT {
    private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";

    @TempDir
    private Path folder;

    private static Dataset<Row> sorted(SparkSession spark) {
        return spark.range(500)
                .selectExpr(
                        "cast(id % 7 as int) as key",
                        "if(id % 5 = 0, cast('NaN' as float), cast(id % 3 as float)) as number",
                        "if(id % 11 = 0, null, cast(-0.0 as float)) as label",
                        "sequence(0, cast(id % 4 as int)) as list",
                        "xxhash64(id) as row")
                .repartition(3, functions.col("key"))
                .sortWithinPartitions("key", "number", "label", "list", "row");
    }

    @Test
    void of_fewValues_givesTheRowsOfGeneratedCodeInTheirOrder(SparkSession spark) {
        List<Row> few = SmallPlan.of(spark, 1, () -> sorted(spark).toJavaRDD()).collect();
        List<Row> many = SmallPlan.of(spark, Long.MAX_VALUE, () -> sorted(spark).toJavaRDD())
                .collect();
        assertThat(few).hasSize(500).isEqualTo(many);
    }

    @Test
    void of_fewValues_settingsHoldForThePlanAlone(SparkSession spark) {
        assertThat(SmallPlan.of(spark, 1, () -> spark.conf().get(WHOLE_STAGE))).isEqualTo("false");
        assertThat(spark.conf().contains(WHOLE_STAGE)).isFalse();
        assertThatThrownBy(() -> SmallPlan.of(spark, 1, () -> {
                    throw new IllegalStateException("no plan");
                }))
                .hasMessage("no plan");
        assertThat(spark.conf().contains(WHOLE_STAGE)).isFalse();
        assertThat(SmallPlan.of(spark, Long.MAX_VALUE, () -> spark.conf().contains(WHOLE_STAGE)))
                .isFalse();
    }

    @Test
    void run_fewValues_givesTheRowsOfGeneratedCodeAndCompilesProjections(SparkSession spark) {
        String factory = "spark.sql.codegen.factoryMode";
        List<Row> few = SmallPlan.run(spark, 1, () -> {
            assertThat(spark.conf().get(WHOLE_STAGE)).isEqualTo("false");
            assertThat(spark.conf().get(factory)).isNotEqualTo("NO_CODEGEN");
            return sorted(spark).collectAsList();
        });
        assertThat(few).hasSize(500).isEqualTo(sorted(spark).collectAsList());
        assertThat(spark.conf().contains(WHOLE_STAGE)).isFalse();
    }

    @Test
    void schema_folderThatSparkWrote_isTheOneThatSparkInfers(SparkSession spark) {
        String written = folder.resolve("written").toString();
        sorted(spark).write().parquet(written);
        assertThat(spark.read()
                        .schema(PreparedFooter.schema(written).orElseThrow())
                        .parquet(written)
                        .schema())
                .isEqualTo(spark.read().parquet(written).schema());
    }

    @Test
    void schema_noFileOrADamagedOne_isEmptyOrRefused(SparkSession spark) throws IOException {
        Path damaged = Files.createDirectory(folder.resolve("damaged"));
        assertThat(PreparedFooter.schema(damaged.toString())).isEmpty();
        Path file = Files.writeString(damaged.resolve("part-0.parquet"), "no Parquet at all");
        assertThatThrownBy(() -> PreparedFooter.schema(damaged.toString()))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(PreparedData.damage(e).orElseThrow().getMessage())
                        .startsWith("Prepared file " + file + " cannot be read: ")
                        .contains("is not a Parquet file"));
    }
}
