package io.fulcrum.bench;

import io.fulcrum.data.Shard;
import io.fulcrum.data.ShardPlan;
import io.fulcrum.job.SparkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * One long training that writes down, at the end of an early epoch and of the last, what memory it holds: heap after a
 * collection, and resident memory of the process, which has the memory off the heap too.
 */
final class LongRunWorker implements Worker {
    static final String MEMORY = "memory.txt";
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Training training;
    private final ShardPlan shardPlan;
    private final JavaRDD<Shard> shards;
    private int epoch;

    private LongRunWorker(JavaSparkContext spark, Path workload, TrainPlan plan, Path log) {
        Workload whole = Workload.read(workload);
        training = new Training(whole.shape().spec(), plan, log, this::endEpoch);
        shardPlan = training.shardPlan(whole.shape().rows());
        shards = Training.shards(spark, shardPlan, new Slices(workload.toString(), shardPlan.shards()));
    }

    @Override
    public void step() {
        training.train(shards, shardPlan);
    }

    /** Notes the memory after a tenth of the epochs and after all. */
    private void endEpoch() {
        epoch++;
        int epochs = training.plan().epochs();
        if (epoch == Math.max(1, epochs / 10) || epoch == epochs) {
            System.gc();
            System.gc(); // what the first run only made ready to be freed
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            note(String.format(
                    Locale.ROOT, "%d %.3f %.3f%n", epoch * shardPlan.rounds(), heap / 1e6, residentMegabytes()));
        }
    }

    private void note(String line) {
        try {
            Files.writeString(
                    training.log().resolve(MEMORY), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double residentMegabytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arguments: the workload's directory, the plan as JSON, the directory of the round log and of the notes. */
    public static void main(String[] arguments) throws IOException {
        TrainPlan plan = TrainPlan.parse(arguments[1]);
        try (SparkSession spark = new SparkSettings(Map.of()).open("fulcrum bench", plan.master())) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            Worker.serve(
                    "one long training",
                    new LongRunWorker(context, Path.of(arguments[0]), plan, Path.of(arguments[2])));
        }
    }
}
