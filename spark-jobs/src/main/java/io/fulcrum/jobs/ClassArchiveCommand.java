package io.fulcrum.jobs;

import io.fulcrum.job.ScratchDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs every job once on a few rows: the launcher lets the JVM archive the classes that this loads. */
@Command(
        name = "class-archive",
        hidden = true,
        description =
                "Runs every job once on a few rows of the shipped data, so that the JVM can archive their classes.")
final class ClassArchiveCommand implements Callable<Integer> {
    private static final String ROWS = "row_id % 100 = 0";
    private static final Path HOME = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", "."));

    @Override
    public Integer call() {
        try (ScratchDirectory scratch = new ScratchDirectory()) {
            String data = scratch.path().resolve("data").toString();
            String model = scratch.path().resolve("model").toString();
            String report = scratch.path().resolve("report").toString();
            String predictions = scratch.path().resolve("predictions").toString();
            String raw = HOME.resolve(Path.of("deploy", "data", "census-income", "census-income.parquet"))
                    .toString();
            String scored = scratch.path().resolve("scored").toString();
            return List.of(
                            job("prepare", "--output", data),
                            job("train", "--data", data, "--output", model, "--set", "rounds.epochs=1"),
                            job("evaluate", "--data", data, "--model", model, "--output", report),
                            job("score", "--data", data, "--model", model, "--output", predictions),
                            job("score", "--input", raw, "--model", model, "--output", scored))
                    .stream()
                    .mapToInt(words -> Fulcrum.commandLine().execute(words))
                    .max()
                    .orElseThrow();
        }
    }

    private static String[] job(String name, String... options) {
        Path config = HOME.resolve(Path.of("conf", "census-income.conf"));
        List<String> words = new ArrayList<>(List.of(name, "--config", config.toString()));
        words.addAll(List.of("--set", "data.filter=\"" + ROWS + "\""));
        words.addAll(List.of(options));
        return words.toArray(String[]::new);
    }
}
