package io.fulcrum.bench;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One side of a comparison: a process of its own, which waits while another has its turn. It prints {@code ready
 * DESCRIPTION} once, and answers each line {@code run SECONDS} with {@code ran STEPS SECONDS}; other lines are ignored.
 */
final class Contestant implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path errors;
    private final BufferedReader answers;
    private final String description;

    private Contestant(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        answers = process.inputReader(StandardCharsets.UTF_8);
        description = answer("ready ");
    }

    /** Starts the command and waits until it stands. */
    static Contestant start(String name, List<String> command, int threads) {
        try {
            Path errors = Files.createTempFile("fulcrum-bench", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            for (String library : List.of("OMP", "MKL", "OPENBLAS")) {
                builder.environment().put(library + "_NUM_THREADS", String.valueOf(threads));
            }
            return new Contestant(name, builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what it is, such as a version. */
    String description() {
        return description;
    }

    /** Lets it step for at least so many seconds and returns the seconds of one step. */
    double secondsPerStep(double seconds) {
        String[] ran = ran(seconds);
        return Double.parseDouble(ran[1]) / Long.parseLong(ran[0]);
    }

    /** The same of a side that also answers with the median and the 99th percentile. */
    Latencies latencies(double seconds) {
        String[] ran = ran(seconds);
        return new Latencies(
                Double.parseDouble(ran[1]) / Long.parseLong(ran[0]),
                Double.parseDouble(ran[2]),
                Double.parseDouble(ran[3]));
    }

    private String[] ran(double seconds) {
        try {
            process.outputWriter(StandardCharsets.UTF_8).write(String.format(Locale.ROOT, "run %s%n", seconds));
            process.outputWriter(StandardCharsets.UTF_8).flush();
        } catch (IOException e) {
            throw ended();
        }
        return answer("ran ").split(" ");
    }

    private String answer(String beginning) {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw ended();
    }

    private JobFailure ended() {
        return new JobFailure(
                ExitCode.UNEXPECTED,
                "The side \"" + name + "\" of a benchmark ended by itself: " + lastWords()
                        + " It must answer until it is stopped. Fix the error above and rerun.");
    }

    private String lastWords() {
        try {
            process.waitFor();
            List<String> lines = Files.readAllLines(errors);
            return lines.subList(Math.max(0, lines.size() - 5), lines.size()).stream()
                    .collect(Collectors.joining(" / "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public void close() {
        try {
            process.destroy();
            process.waitFor();
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
