package io.fulcrum.jobs;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.job.Location;
import io.fulcrum.job.PublishedDirectory.IfExists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every job has. */
final class JobOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file (HOCON). Repeatable; later files win over earlier ones.")
    private List<Path> configs = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides one configuration key, such as --set rounds.epochs=3. Repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--overwrite", description = "Replaces the output directory if it exists.")
    private boolean overwrite;

    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = "local[*]",
            description = "Spark master where spark-submit sets none (default: ${DEFAULT-VALUE}).")
    private String master;

    /** Puts the shipped configuration under what was given, and lets a second run replace the first. */
    void quickstart() {
        String home = System.getenv().getOrDefault("FULCRUM_HOME", ".");
        configs.add(0, Path.of(home, "conf", "census-income.conf"));
        overwrite = true;
    }

    ConfigFiles configuration() {
        return configuration(List.of());
    }

    /** The configuration with further overrides, which win over those of the command line. */
    ConfigFiles configuration(List<String> further) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(further);
        return ConfigFiles.load(configs.stream().map(Location::local).toList(), all);
    }

    boolean namesFiles() {
        return !configs.isEmpty();
    }

    IfExists ifExists() {
        return overwrite ? IfExists.REPLACE : IfExists.REFUSE;
    }

    String master() {
        return master;
    }

    /** Whether the tasks run in this process, as far as the command line says. */
    boolean runsTasks() {
        return master.startsWith("local")
                && !master.startsWith("local-cluster")
                && System.getProperty("spark.master") == null;
    }

    /** The command line as it was given. */
    List<String> commandLine() {
        return commandLine(spec);
    }

    /** The command line of which a command was started, as it was given. */
    static List<String> commandLine(CommandSpec spec) {
        List<String> words = new ArrayList<>(List.of("fulcrum"));
        words.addAll(
                spec.root().commandLine().getParseResult() == null
                        ? List.of()
                        : spec.root().commandLine().getParseResult().originalArgs());
        return words;
    }
}
