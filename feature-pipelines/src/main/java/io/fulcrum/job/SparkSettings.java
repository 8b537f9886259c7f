package io.fulcrum.job;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a program.
 *
 * @param conf Spark properties of the configuration; those that spark-submit sets win
 */
public record SparkSettings(Map<String, String> conf) {
    private static final Map<String, String> DEFAULTS = Map.of(
            "spark.ui.showConsoleProgress", "false",
            // Hundreds of columns make one huge generated method, which the JIT leaves interpreted: Spark's own
            // fallback is three times faster.
            "spark.sql.codegen.hugeMethodLimit", "8000");

    /**
     * Settings that change values. They are the same however the program is started: those of spark-submit and
     * spark-defaults.conf do not count, and a configuration may not set another value.
     */
    private static final Map<String, String> FIXED = Map.of(
            "spark.sql.ansi.enabled", "false",
            "spark.sql.session.timeZone", "UTC",
            "spark.sql.timestampType", "TIMESTAMP_LTZ",
            "spark.sql.parquet.inferTimestampNTZ.enabled", "false",
            "spark.sql.legacy.parquet.nanosAsLong", "true",
            "spark.sql.parquet.int96AsTimestamp", "true",
            "spark.sql.files.ignoreCorruptFiles", "false",
            "spark.sql.files.ignoreMissingFiles", "false",
            // Rows hold java.time values: java.sql's follow the Julian calendar before 1582.
            "spark.sql.datetime.java8API.enabled", "true");

    /** Settings that change values as well, but that a configuration may set. */
    private static final Map<String, String> CONFIGURED = Map.of(
            "spark.sql.caseSensitive", "false",
            "spark.sql.parquet.binaryAsString", "false",
            "spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED",
            "spark.sql.parquet.int96RebaseModeInRead", "CORRECTED",
            "spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED",
            "spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED",
            // INT96 holds no time after 2262 for most readers.
            "spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");

    /** What travels is records of primitive arrays: nothing for Kryo to make smaller, and records it cannot write. */
    private static final String SERIALIZER = "org.apache.spark.serializer.JavaSerializer";

    /** What a single machine needs besides; a cluster's own settings are left alone. */
    private static final Map<String, String> LOCAL_DEFAULTS = Map.of(
            "spark.ui.enabled",
            "false",
            "spark.hadoop." + LocalFiles.PROPERTY,
            LocalFiles.class.getName(),
            // Without it states above 1 MiB leave their task through the block manager and a socket of this very
            // process.
            "spark.task.maxDirectResultSize",
            "100m",
            // How often running tasks report their rows, which progress shows.
            "spark.executor.heartbeatInterval",
            "3s",
            "spark.driver.host",
            "127.0.0.1",
            "spark.driver.bindAddress",
            "127.0.0.1",
            "spark.sql.shuffle.partitions",
            "8");

    private static final List<String> OF_FILES =
            List.of("spark.hadoop.", "spark.sql.files.", "spark.sql.parquet.", "spark.sql.sources.");

    private static final String MASTERS =
            "local(\\[(\\d+|\\*)( *, *\\d+)?])?|local-cluster\\[.+]|yarn|(spark|k8s|mesos)://.+";

    /** Reads the section {@code spark}, whose keys are Spark's own property names. */
    public static SparkSettings read(ConfigReader root) {
        ConfigReader section = root.section("spark");
        Map<String, String> conf = new LinkedHashMap<>();
        for (String key : section.keys()) {
            if (key.startsWith("spark.")) {
                conf.put(key, section.text(key));
                refuseOtherValue(section, key, conf.get(key));
            } else {
                section.problem(
                        key,
                        "is not a Spark property: write its full name in quotes,"
                                + " such as \"spark.executor.memory\"");
            }
        }
        return new SparkSettings(conf);
    }

    private static void refuseOtherValue(ConfigReader section, String key, String value) {
        if (FIXED.containsKey(key) && !FIXED.get(key).equalsIgnoreCase(value)) {
            section.problem(
                    key,
                    "must be " + FIXED.get(key) + ", because another value changes what is read or computed:"
                            + " remove it");
        }
    }

    /** Returns the settings that change values, as they are without a configuration. */
    public static Map<String, String> ofValues() {
        Map<String, String> settings = new LinkedHashMap<>(CONFIGURED);
        settings.putAll(FIXED);
        return settings;
    }

    /** Whether a session reads and writes files as one whose configuration has no such property. */
    public static boolean writesFilesAsUsual(SparkConf conf) {
        Map<String, String> usual = ofValues();
        usual.putAll(LOCAL_DEFAULTS);
        return Arrays.stream(conf.getAll())
                .filter(property -> OF_FILES.stream().anyMatch(property._1()::startsWith))
                .allMatch(property -> property._2().equals(usual.get(property._1())));
    }

    /**
     * Opens the session, or takes the one there is.
     *
     * @param master used where spark-submit has not set one
     * @throws JobFailure if Spark refuses its settings
     */
    public SparkSession open(String application, String master) {
        SparkConf merged = new SparkConf();
        merged.setIfMissing("spark.master", master);
        requireMaster(merged.get("spark.master"));
        merged.setIfMissing("spark.app.name", application);
        conf.forEach(merged::setIfMissing);
        DEFAULTS.forEach(merged::setIfMissing);
        merged.set("spark.serializer", SERIALIZER);
        CONFIGURED.forEach((key, value) -> merged.set(key, conf.getOrDefault(key, value)));
        FIXED.forEach(merged::set);
        if (merged.get("spark.master").startsWith("local")) {
            LOCAL_DEFAULTS.forEach(merged::setIfMissing);
        }
        Surroundings.requireScratch(Optional.ofNullable(merged.get("spark.local.dir", null)));
        try {
            return SparkSession.builder().config(merged).getOrCreate();
        } catch (Exception e) {
            throw new JobFailure(
                    ExitCode.INVALID_CONFIGURATION,
                    "Spark does not start with master "
                            + merged.get("spark.master") + ": " + e.getMessage()
                            + ". Correct --master, or the properties in section spark.",
                    e);
        }
    }

    /** Refuses what Spark would refuse with a stack trace. */
    private static void requireMaster(String master) {
        if (!master.matches(MASTERS)) {
            throw JobFailure.invalid(
                    master + " is not a Spark master, which is local, local[4], local[*], yarn, spark://…,"
                            + " k8s://… or mesos://…. Correct --master.");
        }
    }
}
