package io.fulcrum.bench;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The same columns by stock stages: ids by falling count of the training split (StringIndexer, which has no minimum
 * count and so keeps rare values), missing numbers as the mean (Imputer), standardised numbers (StandardScaler), labels
 * and key carried through, three splits as Parquet in one write.
 */
final class SparkMlPreparation {
    private SparkMlPreparation() {}

    static void run(SparkSession spark, String table, String output) {
        Dataset<Row> rows = spark.read().parquet(table).withColumn("place", expr(PreparationTable.SPLIT));
        PipelineModel fitted = new Pipeline().setStages(stages()).fit(rows.where("place < 8"));
        List<Column> columns = new ArrayList<>(List.of(col("id")));
        for (String text : PreparationTable.TEXTS) {
            columns.add(coalesce(col(text + "_id"), lit(-1)).cast("int").as(text));
        }
        Column numbers = functions.vector_to_array(col("standardised"), "float32");
        for (int i = 0; i < PreparationTable.NUMBERS.size(); i++) {
            columns.add(numbers.getItem(i).as(PreparationTable.NUMBERS.get(i)));
        }
        columns.add(col("click").cast("float").as("label_click"));
        columns.add(col("buy").cast("float").as("label_buy"));
        columns.add(expr("case when place < 8 then 0 when place = 8 then 1 else 2 end as split"));
        fitted.transform(rows)
                .select(columns.toArray(Column[]::new))
                .write()
                .partitionBy("split")
                .option("compression", "zstd")
                .parquet(output);
    }

    private static PipelineStage[] stages() {
        String[] texts = PreparationTable.TEXTS.toArray(String[]::new);
        String[] ids = PreparationTable.TEXTS.stream().map(text -> text + "_id").toArray(String[]::new);
        String[] numbers = PreparationTable.NUMBERS.toArray(String[]::new);
        String[] filled = PreparationTable.NUMBERS.stream()
                .map(number -> number + "_filled")
                .toArray(String[]::new);
        return new PipelineStage[] {
            new StringIndexer().setInputCols(texts).setOutputCols(ids).setHandleInvalid("keep"),
            new Imputer().setInputCols(numbers).setOutputCols(filled),
            new VectorAssembler().setInputCols(filled).setOutputCol("numbers"),
            new StandardScaler()
                    .setInputCol("numbers")
                    .setOutputCol("standardised")
                    .setWithMean(true)
        };
    }
}
