package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class SourceTableIT {
    @TempDir
    Path folder;

    @Test
    void read_namedColumnsAndFilter_reachTheParquetReader(SparkSession spark) {
        String input = folder + "/wide";
        spark.range(10)
                .selectExpr("id", "id as a", "id as b", "cast(id as string) as `dotted.name`", "id as wanted_by_filter")
                .write()
                .parquet(input);
        SourceSettings settings = new SourceSettings(
                input, Optional.of("wanted_by_filter >= 5"), List.of(), Optional.empty(), MissingColumns.REFUSE);
        Dataset<Row> rows = SourceTable.read(
                spark,
                settings,
                List.of(
                        new ColumnNeed("a", "features[0]", ColumnType.NUMBER),
                        new ColumnNeed("dotted.name", "features[1]", ColumnType.CATEGORY),
                        new ColumnNeed("a", "features[2]", ColumnType.CATEGORY)));
        assertThat(rows.columns()).containsExactly("a", "dotted.name");
        assertThat(rows.count()).isEqualTo(5);
        assertThat(SourceTable.planFacts(rows))
                .isEqualTo("PushedFilters: [IsNotNull(wanted_by_filter),"
                        + " GreaterThanOrEqual(wanted_by_filter,5)], ReadSchema: struct<a:bigint,dotted.name:string,"
                        + "wanted_by_filter:bigint>");
    }
}
