package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import io.fulcrum.job.ScratchDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long commands take to start. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Measures the seconds that prepare, train, score and evaluate take on the shipped data, each in a"
                + " process of its own: until the first line of output, until the JVM and Spark run, until the data is"
                + " loaded, until the first round ends, and in all. Scoring and evaluation are of 50,000 rows.",
        footer = {"", "Example:", "  fulcrum bench start --runs 5 --json start.json"})
final class StartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOutput output;

    @Option(names = "--runs", defaultValue = "5", description = "Runs of each command (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a configuration key of all commands. Repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Override
    public Integer call() {
        output.requirePositive(runs);
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            output.show(new StartBench(program(), commands(scratch.path()), runs).run(Progress.onStandardError()));
        }
        return 0;
    }

    /** Returns the class whose main started this command. */
    private String program() {
        return spec.root().userObject().getClass().getName();
    }

    private List<List<String>> commands(Path scratch) {
        String data = scratch.resolve("data").toString();
        String model = scratch.resolve("model").toString();
        return List.of(
                command("prepare", "--output", data),
                command("train", "--data", data, "--output", model, "--set", "rounds.epochs=1"),
                command("score", "--data", data, "--model", model, "--output", scratch + "/predictions"),
                command("evaluate", "--data", data, "--model", model, "--output", scratch + "/report"));
    }

    private List<String> command(String name, String... options) {
        Path config = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", "."), "conf", "census-income.conf");
        List<String> words = new ArrayList<>(List.of(name, "--config", config.toString(), "--overwrite"));
        overrides.forEach(override -> words.addAll(List.of("--set", override)));
        words.addAll(List.of(options));
        return words;
    }
}
