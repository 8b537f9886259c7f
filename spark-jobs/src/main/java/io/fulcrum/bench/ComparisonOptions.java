package io.fulcrum.bench;

import io.fulcrum.job.JobFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How sides are compared by turns. */
final class ComparisonOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--pytorch",
            paramLabel = "PYTHON",
            description =
                    "Interpreter that has torch (default: that of deploy/bench/.venv, which deploy/bench/setup makes).")
    private Optional<Path> python = Optional.empty();

    @Option(
            names = "--pytorch-openblas",
            paramLabel = "PYTHON",
            description =
                    "A second interpreter with a torch that multiplies by OpenBLAS, as Debian's does; step and train"
                            + " are compared with the faster one.")
    private Optional<Path> openBlas = Optional.empty();

    @Option(
            names = "--core",
            defaultValue = "0",
            description = "Core that both sides are pinned to (default: ${DEFAULT-VALUE}).")
    private int core;

    @Option(names = "--runs", defaultValue = "9", description = "Turns of each side (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--seconds",
            defaultValue = "2",
            description = "Seconds of a turn, at least (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "6",
            description = "Seconds that each side steps before the first turn (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    /** Returns the sides, both on the one core. */
    Sides sides() {
        return sides(String.valueOf(core));
    }

    Sides sides(String cores) {
        Path scripts = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", "."), "deploy", "bench");
        Path usual = python.orElse(scripts.resolve(".venv/bin/python"));
        return new Sides(cores, usual, scripts.resolve("pytorch_step.py"), openBlas);
    }

    Turns turns() {
        if (runs < 1 || !(seconds > 0) || !(warmUp > 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "fulcrum bench: --runs " + runs + " --seconds " + seconds + " --warm-up " + warmUp
                            + " must all be above 0. Leave out those you do not need.");
        }
        return new Turns(runs, seconds, warmUp);
    }

    /** Ends the command if the second interpreter is named and has no PyTorch. */
    void requireSecondPyTorch() {
        sides().onOpenBlas().filter(other -> !other.hasPyTorch()).ifPresent(other -> {
            throw JobFailure.invalid("--pytorch-openblas " + other.python() + " cannot run " + other.script()
                    + " with the module torch. Name an interpreter that has torch, or leave the option out.");
        });
    }

    /** Ends the command after its other rows were shown, if the rows that compare with PyTorch had to be left out. */
    void requirePyTorch() {
        if (!sides().hasPyTorch()) {
            throw JobFailure.invalid(sides().withoutPyTorch());
        }
    }

    /** Ends the command after its other rows were shown, if those that compare with a trainer had to be left out. */
    void requireRivals() {
        List<String> missing = Rival.missingAt(sides());
        if (!missing.isEmpty()) {
            throw JobFailure.invalid(String.join(System.lineSeparator(), missing));
        }
    }
}
