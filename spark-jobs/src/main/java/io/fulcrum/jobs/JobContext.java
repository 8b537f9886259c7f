package io.fulcrum.jobs;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.PublishedDirectory.IfExists;
import io.fulcrum.job.RunRecord;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** What a running job has at hand: settings read and checked, a Spark session, the record of the run. */
final class JobContext implements AutoCloseable {
    private final ConfigFiles configuration;
    private final JobSettings settings;
    private final JobOptions options;
    private final SparkSession spark;
    private final RunRecord.Builder record;

    private JobContext(JobOptions options, ConfigFiles configuration, JobSettings settings, String name) {
        this.options = options;
        this.configuration = configuration;
        this.settings = settings;
        record = RunRecord.start(options.commandLine(), Fingerprint.of(configuration.canonical()));
        spark = settings.spark().open("fulcrum " + name, options.master());
        record.environment("spark", spark.version())
                .environment("master", spark.sparkContext().master());
    }

    /** Checks the configuration, and only then starts Spark. */
    static JobContext open(JobOptions options, String name) {
        ConfigFiles configuration = options.configuration();
        return new JobContext(options, configuration, JobSettings.read(configuration), name);
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
        return RunRecord.start(options.commandLine(), Fingerprint.of(configuration.canonical()))
                .environment("spark", spark.version())
                .environment("master", spark.sparkContext().master());
    }

    /** Writes provenance into an output about to be published. */
    void describe(PublishedDirectory output, RunRecord.Builder finished) {
        output.write(RunRecord.CONFIG_FILE, configuration.render());
        output.write(RunRecord.FILE, Json.pretty(finished.finish()));
    }

    @Override
    public void close() {
        spark.stop();
    }
}
