package io.fulcrum.bench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.LocalSpark;
import io.fulcrum.bench.BenchRow;
import io.fulcrum.job.Progress;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** That the benchmark runs and tells what it measured. */
@ExtendWith(LocalSpark.class)
class BaselineBenchIT {
    @Test
    void run_tinySize_timesBothMasters(SparkSession spark) {
        BaselineBench bench = new BaselineBench(
                JavaSparkContext.fromSparkContext(spark.sparkContext()), new BaselineBench.Size(64, 1, 2, 2, 8, 2));
        List<BenchRow> rows = bench.run(Progress.onStandardError());
        assertThat(rows.get(0).name()).isEqualTo("baseline/same-graph");
        assertThat(rows.get(0).runs()).isEqualTo(2);
        assertThat(rows).allSatisfy(row -> assertThat(row.value()).isPositive());
        assertThat(rows.get(1).name()).matches("baseline/stock-(direct|export)");
    }

    @Test
    void run_stockMaster_timesBothSidesWithAndWithoutATable(SparkSession spark) {
        StockMasterBench bench = new StockMasterBench(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                new StockMasterBench.Size(64, 32, 50, 1, new StockMasterBench.Cut(2, 8)));
        List<BenchRow> rows = bench.run(Progress.onStandardError());
        assertThat(rows)
                .extracting(BenchRow::name)
                .containsExactly(
                        "baseline/ratio-to-stock-master",
                        "baseline/ratio-to-stock-master/stock",
                        "baseline/ratio-to-stock-master/ours",
                        "baseline/ratio-to-stock-master-embedding",
                        "baseline/ratio-to-stock-master-embedding/stock",
                        "baseline/ratio-to-stock-master-embedding/ours");
        assertThat(rows).allSatisfy(row -> assertThat(row.value()).isPositive());
    }

    @Test
    void row_ofMeasurements_hasMedianAndSpread() {
        BenchRow row = BenchRow.of("a/b", "s", new double[] {4, 1, 2, 3});
        assertThat(row.median()).isEqualTo(2.5);
        assertThat(row.spread()).isCloseTo((4 - 1) / 2.5, within(1e-12));
        assertThat(row.machine()).contains("Java 17");
    }
}
