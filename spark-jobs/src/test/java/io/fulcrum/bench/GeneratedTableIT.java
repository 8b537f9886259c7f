package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table that studies are made on. */
@ExtendWith(LocalSpark.class)
class GeneratedTableIT {
    @Test
    void of_rows_areTheSameEachTimeAndLabelledAsSaid(SparkSession spark) {
        Dataset<Row> table = GeneratedTable.of(spark, 2_000).cache();
        assertThat(table.columns())
                .hasSize(1 + 16 + 4 + 2)
                .startsWith("row", "f0")
                .endsWith("click", "buy");
        assertThat(table.except(GeneratedTable.of(spark, 2_000)).count()).isZero();
        assertThat(table.filter("f0 < 0 or f0 >= 100000 or f15 >= 1000 or abs(n0) > 1")
                        .count())
                .isZero();
        assertThat(table.filter("(click = 1) != (buy is not null)").count()).isZero();
        assertThat(table.filter("click = 1").count()).isBetween(400L, 1_200L);
        assertThat(table.filter("buy = 1").count()).isBetween(100L, 900L);
        table.unpersist();
    }
}
