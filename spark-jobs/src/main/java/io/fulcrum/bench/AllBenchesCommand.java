package io.fulcrum.bench;

import io.fulcrum.contract.Json;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs every benchmark, one after the other, each as its own command would. */
@Command(
        name = "all",
        mixinStandardHelpOptions = true,
        description =
                "Runs every benchmark with its own defaults and shows all their rows. One that fails does not keep"
                        + " the others from running; the end says which failed.",
        footer = {
            "",
            "Examples:",
            "  fulcrum bench all --json all.json",
            "  fulcrum bench all --only step,embedding --pytorch /opt/torch/bin/python"
        })
final class AllBenchesCommand implements Callable<Integer> {
    private static final List<String> COMPARING = List.of("step", "embedding", "train", "serve");
    private static final List<String> IN_BEST_OF_WAYS = List.of("step", "train");
    private static final List<String> ON_CENSUS = List.of("step", "probe", "round", "train", "serve");
    private static final List<String> BENCHES =
            List.of("step", "embedding", "probe", "round", "train", "rows", "serve", "baseline");

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOutput output;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "BENCH",
            description = "Benchmarks to run (default: step, embedding, probe, round, train, rows, serve and, where the"
                    + " program was built with DL4J, baseline).")
    private List<String> names = List.of();

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each (default: each benchmark's own).")
    private Optional<Integer> runs = Optional.empty();

    @Option(names = "--pytorch", paramLabel = "PYTHON", description = "Interpreter that has torch.")
    private Optional<Path> python = Optional.empty();

    @Option(
            names = "--pytorch-openblas",
            paramLabel = "PYTHON",
            description = "A second interpreter, whose torch multiplies by OpenBLAS, for step and train.")
    private Optional<Path> openBlas = Optional.empty();

    @Override
    public Integer call() {
        if (names.isEmpty()) {
            names = BENCHES.stream()
                    .filter(spec.parent().subcommands()::containsKey)
                    .toList();
        }
        List<BenchRow> rows = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            Optional<String> census = census(scratch.path());
            for (String name : names) {
                Path file = scratch.path().resolve(name + ".json");
                if (run(name, file, census) != 0) {
                    failed.add(name);
                }
                rows.addAll(read(file));
            }
        }
        output.show(rows);
        if (!failed.isEmpty()) {
            throw new JobFailure(
                    ExitCode.UNEXPECTED,
                    "Of the benchmarks " + names + " these failed: " + failed
                            + ". Every one must end without an error; what each printed is above. Run it alone: fulcrum bench "
                            + failed.get(0) + ".");
        }
        return 0;
    }

    /** Prepares the census data once for all; where that fails, each benchmark on it tries, and fails, by itself. */
    private Optional<String> census(Path scratch) {
        if (names.stream().noneMatch(ON_CENSUS::contains)) {
            return Optional.empty();
        }
        try {
            return Optional.of(CensusOptions.prepared(scratch));
        } catch (RuntimeException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Optional.empty();
        }
    }

    private int run(String name, Path file, Optional<String> census) {
        System.err.println("fulcrum bench " + name);
        List<String> words = new ArrayList<>(List.of("bench", name, "--json", file.toString()));
        runs.ifPresent(number -> words.addAll(List.of("--runs", number.toString())));
        if (ON_CENSUS.contains(name)) {
            census.ifPresent(directory -> words.addAll(List.of("--census", directory)));
        }
        if (COMPARING.contains(name)) {
            python.ifPresent(interpreter -> words.addAll(List.of("--pytorch", interpreter.toString())));
        }
        if (IN_BEST_OF_WAYS.contains(name)) {
            openBlas.ifPresent(other -> words.addAll(List.of("--pytorch-openblas", other.toString())));
        }
        return fresh(spec.commandLine()).execute(words.toArray(String[]::new));
    }

    /** Returns a command line of the benchmarks alone that prints and handles errors as {@code line} does. */
    private static CommandLine fresh(CommandLine line) {
        CommandLine root = new CommandLine(CommandSpec.create().name("fulcrum"));
        root.addSubcommand("bench", new CommandLine(new BenchCommand()));
        return root.setCaseInsensitiveEnumValuesAllowed(line.isCaseInsensitiveEnumValuesAllowed())
                .setParameterExceptionHandler(line.getParameterExceptionHandler())
                .setExecutionExceptionHandler(line.getExecutionExceptionHandler())
                .setOut(line.getOut())
                .setErr(line.getErr());
    }

    /** Returns what a benchmark wrote, which is nothing if it failed early. */
    private static List<BenchRow> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.of(Json.parse(Files.readString(file), BenchRow[].class, "rows of " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
