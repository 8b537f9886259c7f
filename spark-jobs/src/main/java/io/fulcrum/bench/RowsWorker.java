package io.fulcrum.bench;

import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.SparkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/** Trainings over so many generated rows of census size, made shard by shard and kept in memory or on disk. */
final class RowsWorker implements Worker {
    private static final GeneratedRows ROWS = new GeneratedRows(
            new GeneratedRows.Columns(List.copyOf(Collections.nCopies(32, 20)), 8, 7), GeneratedRows.Draw.ZIPF);

    private final Training training;
    private final ShardPlan shardPlan;
    private final JavaRDD<Shard> shards;

    private RowsWorker(JavaSparkContext spark, long rows, TrainPlan plan, Path log) {
        WorkloadShape shape = WorkloadShape.of(
                new SharedBottom(List.of(64, 32), List.of(32, 16)), ROWS.columns(), 0, plan.batchSize());
        training = new Training(shape.spec(), plan, log, () -> {});
        shardPlan = training.shardPlan(rows);
        shards = Training.shards(spark, shardPlan, new Made(rows, shardPlan.shards()));
    }

    /** Rows as a function of their shard's number. */
    private record Made(long rows, int shards) implements Function<Integer, Shard> {
        @Override
        public Shard call(Integer shard) {
            return ROWS.shard(shard, (int) (rows * (shard + 1) / shards - rows * shard / shards));
        }
    }

    @Override
    public void step() {
        training.train(shards, shardPlan);
    }

    /** Arguments: the number of rows, the plan as JSON, the directory of the round log. */
    public static void main(String[] arguments) throws IOException {
        TrainPlan plan = TrainPlan.parse(arguments[1]);
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", plan.master())) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            Worker.serve(
                    arguments[0] + " rows",
                    new RowsWorker(context, Long.parseLong(arguments[0]), plan, Path.of(arguments[2])));
        }
    }
}
