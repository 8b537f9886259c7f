package io.fulcrum.bench;

import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.job.SparkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Our side of a whole training: one step is one training. Its shards lie in memory as the other side's tensors do. */
final class TrainWorker implements Worker {
    private final Training training;
    private final ShardPlan shardPlan;
    private final JavaRDD<Shard> shards;

    private TrainWorker(JavaSparkContext spark, Path workload, TrainPlan plan, Path log) {
        Workload whole = Workload.read(workload);
        training = new Training(whole.shape().spec(), plan, log, () -> {});
        shardPlan = training.shardPlan(whole.shape().rows());
        shards = Training.shards(spark, shardPlan, new Slices(workload.toString(), shardPlan.shards()));
    }

    @Override
    public void step() {
        training.train(shards, shardPlan);
    }

    /** Arguments: the workload's directory, the plan as JSON, the directory of the round log. */
    public static void main(String[] arguments) throws IOException {
        TrainPlan plan = TrainPlan.parse(arguments[1]);
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", plan.master())) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            TrainWorker worker = new TrainWorker(context, Path.of(arguments[0]), plan, Path.of(arguments[2]));
            Worker.serve(
                    "Fulcrum " + ProgramVersion.VERSION + " (" + plan.workers() + " workers in " + plan.master() + ")",
                    worker);
        }
    }
}
