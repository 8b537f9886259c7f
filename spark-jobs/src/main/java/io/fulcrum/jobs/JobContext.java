package io.fulcrum.jobs;

import com.typesafe.config.ConfigUtil;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.job.Progress;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.WorkProgress;
import io.fulcrum.job.WorkStage;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** What a running job has at hand: settings read and checked, a Spark session, the record of the run. */
final class JobContext implements AutoCloseable {
    private static final String DEFAULT_FILE_SYSTEM = "spark.hadoop.fs.defaultFS";

    private final ConfigFiles configuration;
    private final JobSettings settings;
    private final JobOptions options;
    private final SparkSession spark;
    private final RunRecord.Builder record;
    private final WorkProgress progress;

    private JobContext(JobOptions options, ConfigFiles configuration, JobSettings settings, String name) {
        this.options = options;
        this.configuration = configuration;
        this.settings = settings;
        record = RunRecord.start(options.commandLine(), Fingerprint.of(configuration.canonical()));
        progress = WorkProgress.start(Progress.onStandardError());
        spark = opened(progress, () -> settings.spark().open("fulcrum " + name, options.master()));
        progress.watch(spark.sparkContext());
        Progress.onStandardError()
                .note("Spark " + spark.version() + " on " + spark.sparkContext().master());
        record.environment("spark", spark.version())
                .environment("master", spark.sparkContext().master());
    }

    /**
     * Checks the configuration and the paths, prints what the command does, and only then starts Spark.
     *
     * @param what the command reads and writes, for the first line on standard error
     */
    static JobContext open(JobOptions options, String name, Function<JobSettings, String> what, JobPaths paths) {
        ConfigFiles configuration = options.configuration();
        return open(new Configured(options, configuration, JobSettings.read(configuration)), name, what, paths);
    }

    /**
     * As {@link #open(JobOptions, String, Function, JobPaths)} for a command that encodes new rows: {@code input} is
     * {@code data.input}, and the configuration may leave out features and tasks.
     */
    static JobContext openForNewRows(JobOptions options, String name, String input, JobPaths paths) {
        ConfigFiles configuration = options.configuration(List.of("data.input=" + ConfigUtil.quoteString(input)));
        Configured configured = new Configured(options, configuration, JobSettings.readForNewRows(configuration));
        return open(configured, name, settings -> paths.describe(input), paths);
    }

    /** Options with the configuration that they name. */
    private record Configured(JobOptions options, ConfigFiles configuration, JobSettings settings) {}

    private static JobContext open(
            Configured configured, String name, Function<JobSettings, String> what, JobPaths paths) {
        JobSettings settings = configured.settings();
        JobOptions options = configured.options();
        boolean plainPathsMayBeElsewhere = settings.spark().conf().containsKey(DEFAULT_FILE_SYSTEM)
                || System.getProperties().containsKey(DEFAULT_FILE_SYSTEM);
        if (!plainPathsMayBeElsewhere) {
            paths.check(settings, options.ifExists());
        }
        Progress.onStandardError().note(name + ": " + what.apply(settings));
        paths.startAhead();
        return new JobContext(options, configured.configuration(), settings, name);
    }

    private static SparkSession opened(WorkProgress progress, Supplier<SparkSession> opening) {
        try {
            return WorkStage.of("starting Spark").run(opening);
        } catch (RuntimeException e) {
            progress.close();
            throw e;
        }
    }

    JobSettings settings() {
        return settings;
    }

    SparkSession spark() {
        return spark;
    }

    RunRecord.Builder record() {
        return record;
    }

    /** Every key with its value. */
    Map<String, String> values() {
        return configuration.values();
    }

    IfExists ifExists() {
        return options.ifExists();
    }

    /** A new record for the next stage of a command that has several. */
    RunRecord.Builder freshRecord() {
        return recordOf(configuration);
    }

    /** A new record of a run with another configuration than the command's. */
    RunRecord.Builder recordOf(ConfigFiles other) {
        return RunRecord.start(options.commandLine(), Fingerprint.of(other.canonical()))
                .environment("spark", spark.version())
                .environment("master", spark.sparkContext().master());
    }

    /** Writes provenance into an output about to be published, and returns the record. */
    RunRecord describe(PublishedDirectory output, RunRecord.Builder finished) {
        RunRecord record = finished.finish();
        output.write(RunRecord.CONFIG_FILE, configuration.render());
        output.write(RunRecord.FILE, Json.pretty(record));
        return record;
    }

    /** As {@link #describe}, for an output that programs read whole as Parquet. */
    void describeBesideParquet(PublishedDirectory output, RunRecord.Builder finished) {
        output.write(RunRecord.CONFIG_FILE_BESIDE_PARQUET, configuration.render());
        output.write(RunRecord.FILE_BESIDE_PARQUET, Json.pretty(finished.finish()));
    }

    @Override
    public void close() {
        progress.close();
        spark.stop();
    }
}
