package io.fulcrum.features;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.features.read.RowPass;
import io.fulcrum.features.read.SparkSources;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class RepeatedHashesIT {
    /** Makes five parts. */
    private static final long MANY = 10_000_000;

    @Test
    void of_uniqueHashes_findsNone(SparkSession spark) {
        assertThat(repeated(spark, 50_000, "xxhash64(id)", 1).repeats()).isZero();
        assertThat(repeated(spark, 50_000, "xxhash64(id)", MANY).repeats()).isZero();
        assertThat(repeated(spark, 0, "xxhash64(id)", MANY).repeats()).isZero();
    }

    @Test
    void of_repeatedHashes_countsRowsBeyondTheFirstAndNamesTheLeast(SparkSession spark) {
        for (long rows : new long[] {1, MANY}) {
            // 0 … 9,999 come four times, 10,000 … 19,999 once.
            String number = "if(id < 40000, id % 10000, id - 30000)";
            RepeatedHashes found = repeated(spark, 50_000, number + " * 1000003 - 5000000000", rows);

            assertThat(found.repeats()).isEqualTo(30_000);
            assertThat(found.least()).isEqualTo(-5_000_000_000L);
        }
    }

    @Test
    void of_batchesOfAnySize_countsEveryRowOnce(SparkSession spark) {
        // A partition of 4,096 rows and some: the second batch is smaller than the first.
        for (long rows : new long[] {4096, 4097, 9000}) {
            assertThat(repeated(spark, 3 * rows, "id % 1000", 1).repeats()).isEqualTo(3 * rows - 1000);
        }
    }

    private static RepeatedHashes repeated(SparkSession spark, long rows, String hash, long about) {
        Dataset<Row> table = spark.range(0, rows, 1, 3).toDF();
        SparkSources none = SparkSources.of(List.of(), table.schema());
        return RepeatedHashes.of(RowPass.of(table, List.of(expr(hash)), none), about);
    }
}
