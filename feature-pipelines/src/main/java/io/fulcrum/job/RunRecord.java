package io.fulcrum.job;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a result came to be; the file {@code run-record.json} beside it.
 *
 * @param program version of Fulcrum
 * @param command the command line
 * @param configFingerprint of the resolved configuration, which lies beside as {@code resolved.conf}
 * @param inputs role → path and fingerprint of what was read
 * @param environment Java, Spark, master, cores
 * @param result a few numbers of the outcome
 */
public record RunRecord(
        int schema,
        String program,
        List<String> command,
        String started,
        double seconds,
        String configFingerprint,
        Map<String, Map<String, Object>> inputs,
        Map<String, Object> environment,
        Map<String, Object> result) {

    public static final String FILE = "run-record.json";
    public static final String CONFIG_FILE = "resolved.conf";

    /** Names of the two beside Parquet that readers take whole: they ignore files whose name begins with _. */
    public static final String FILE_BESIDE_PARQUET = "_run-record.json";

    public static final String CONFIG_FILE_BESIDE_PARQUET = "_resolved.conf";
    private static final int SCHEMA = 1;

    /** Starts a record now. */
    public static Builder start(List<String> command, String configFingerprint) {
        return new Builder(command, configFingerprint);
    }

    /** A record being gathered while a program runs. */
    public static final class Builder {
        private final Instant started = Instant.now();
        private final List<String> command;
        private final String configFingerprint;
        private final Map<String, Map<String, Object>> inputs = new LinkedHashMap<>();
        private final Map<String, Object> environment = new LinkedHashMap<>();
        private final Map<String, Object> result = new LinkedHashMap<>();

        private Builder(List<String> command, String configFingerprint) {
            this.command = List.copyOf(command);
            this.configFingerprint = configFingerprint;
            environment.put("java", Runtime.version().toString());
            environment.put("cores", Runtime.getRuntime().availableProcessors());
        }

        public Builder input(String role, String path, String fingerprint) {
            inputs.put(role, Map.of("path", path, "fingerprint", fingerprint));
            return this;
        }

        public Builder environment(String key, Object value) {
            environment.put(key, value);
            return this;
        }

        public Builder result(String key, Object value) {
            result.put(key, value);
            return this;
        }

        /** Seconds since the start. */
        public double seconds() {
            return Duration.between(started, Instant.now()).toMillis() / 1e3;
        }

        public RunRecord finish() {
            return new RunRecord(
                    SCHEMA,
                    ProgramVersion.VERSION,
                    command,
                    started.toString(),
                    seconds(),
                    configFingerprint,
                    new LinkedHashMap<>(inputs),
                    new LinkedHashMap<>(environment),
                    new LinkedHashMap<>(result));
        }
    }
}
