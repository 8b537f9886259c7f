package io.fulcrum.bench;

import com.sun.management.OperatingSystemMXBean;
import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.job.SparkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Trainings with several balancing methods, one after the other in one process: one step is a training of each. They
 * share the rows, the compiled code and whatever else happens on the machine.
 */
final class BalanceWorker implements Worker {
    private static final String PROCESSOR = "processor-seconds";

    private final Workload workload;
    private final TrainPlan plan;
    private final Path logs;
    private final List<String> methods;
    private final ShardPlan shardPlan;
    private final JavaRDD<Shard> shards;

    private BalanceWorker(JavaSparkContext spark, Path place, TrainPlan plan, Path logs, List<String> methods) {
        workload = Workload.read(place);
        this.plan = plan;
        this.logs = logs;
        this.methods = methods;
        shardPlan = training(methods.get(0)).shardPlan(workload.shape().rows());
        shards = Training.shards(spark, shardPlan, new Slices(place.toString(), shardPlan.shards()));
    }

    private Training training(String method) {
        return new Training(workload.shape().spec(), plan.withMethod(method), log(logs, method), () -> {});
    }

    @Override
    public void step() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (String method : methods) {
            long before = system.getProcessCpuTime();
            training(method).train(shards, shardPlan);
            double seconds = (system.getProcessCpuTime() - before) / 1e9;
            try {
                Files.writeString(log(logs, method).resolve(PROCESSOR), String.valueOf(seconds));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the directory of a method's round log. */
    static Path log(Path logs, String method) {
        return logs.resolve(method);
    }

    /** Returns the processor time of the last training with a method, of all threads, in seconds. */
    static double processorSeconds(Path logs, String method) {
        try {
            return Double.parseDouble(Files.readString(log(logs, method).resolve(PROCESSOR)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arguments: the workload's directory, the plan as JSON, the directory of the logs, the methods. */
    public static void main(String[] arguments) throws IOException {
        TrainPlan plan = TrainPlan.parse(arguments[1]);
        List<String> methods = Arrays.asList(arguments).subList(3, arguments.length);
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", plan.master())) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            BalanceWorker worker =
                    new BalanceWorker(context, Path.of(arguments[0]), plan, Path.of(arguments[2]), methods);
            Worker.serve("Fulcrum " + ProgramVersion.VERSION + " (" + methods.size() + " methods by turns)", worker);
        }
    }
}
