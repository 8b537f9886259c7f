package io.fulcrum.bench;

import io.fulcrum.contract.Json;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the results of a benchmark go: a table for people and, if wanted, a file for programs. */
public final class BenchOutput {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the rows as JSON: name, value, unit, runs, median, spread, machine.")
    private Optional<Path> json = Optional.empty();

    public void show(List<BenchRow> rows) {
        System.out.println(table(rows));
        json.ifPresent(file -> write(file, Json.pretty(rows)));
    }

    /** Refuses sizes below 1. */
    public void requirePositive(int... sizes) {
        if (Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "fulcrum bench: sizes " + Arrays.toString(sizes) + " must all be at least 1."
                            + " Leave out those you do not need.");
        }
    }

    static String table(List<BenchRow> rows) {
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(10);
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, "%-" + width + "s %12s  %-20s %5s %8s", "benchmark", "median", "unit", "runs", "spread"));
        rows.forEach(row -> table.append(String.format(
                Locale.ROOT,
                "%n%-" + width + "s %,12.3f  %-20s %5d %7.1f%%",
                row.name(),
                row.median(),
                row.unit(),
                row.runs(),
                100 * row.spread())));
        return rows.isEmpty()
                ? table.toString()
                : table.append(String.format(Locale.ROOT, "%non %s", rows.get(0).machine()))
                        .toString();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(Location.local(file), text);
        } catch (IOException e) {
            throw new JobFailure(
                    ExitCode.UNEXPECTED,
                    "Cannot write " + file + ": " + e
                            + ". The file must be in a directory that can be written to; the rows are printed above."
                            + " Name another with --json.");
        }
    }
}
