package io.fulcrum.bench;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The seconds that each command takes to start and to end on small data, each in a process of its own, by turns. */
public final class StartBench implements Bench {
    private final String main;
    private final List<List<String>> commands;
    private final int runs;

    /**
     * Measures command lines.
     *
     * @param main class of the program
     * @param commands words of each, the first one its name; a later one may read what an earlier one wrote
     */
    public StartBench(String main, List<List<String>> commands, int runs) {
        this.main = main;
        this.commands = List.copyOf(commands);
        this.runs = runs;
    }

    @Override
    public List<BenchRow> run(Progress progress) {
        Map<String, double[]> measured = new LinkedHashMap<>(); // [row's name][run]
        for (int run = 0; run < runs; run++) {
            for (List<String> words : commands) {
                String name = words.get(0);
                Map<String, Double> seconds = seconds(words);
                for (Map.Entry<String, Double> part : seconds.entrySet()) {
                    String row = "start/" + name + "/" + part.getKey();
                    measured.computeIfAbsent(row, key -> new double[runs])[run] = part.getValue();
                }
                progress.update(String.format(
                        Locale.ROOT,
                        "start: run %d of %d, %s: %.1f s, of the processor %.1f s",
                        run + 1,
                        runs,
                        name,
                        seconds.get("total"),
                        seconds.get("processor")));
            }
        }
        return measured.entrySet().stream()
                .map(row -> BenchRow.of(row.getKey(), "s", row.getValue()))
                .toList();
    }

    /** Runs one command line and returns the seconds of its parts. */
    private Map<String, Double> seconds(List<String> words) {
        StartMarks marks = new StartMarks(words.get(0));
        String last = "";
        long started = System.nanoTime();
        try {
            Process process = new ProcessBuilder(line(words))
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            try (BufferedReader errors = process.errorReader()) {
                for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                    marks.line(line, since(started));
                    last = line.isBlank() || line.startsWith("processor ") ? last : line;
                }
            }
            if (process.waitFor() != 0) {
                throw failed(words, last);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(words, "interrupted");
        }
        return marks.seconds(since(started));
    }

    private List<String> line(List<String> words) {
        List<String> line = new ArrayList<>(List.of(StartMarks.timed()));
        line.addAll(OwnJvm.words(main, List.of(), words));
        return line;
    }

    private static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    private static JobFailure failed(List<String> words, String last) {
        return new JobFailure(
                ExitCode.UNEXPECTED,
                "fulcrum " + String.join(" ", words) + " failed: " + last
                        + " Every command of a benchmark must succeed. Fix the error above and rerun.");
    }
}
