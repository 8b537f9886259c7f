package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every path argument of every command with names that Hadoop, Spark or a URI would read differently. */
class OddPathsIT {
    private static final String SETTINGS = "rounds { epochs = 1, local-steps = 20 }, checkpoint.every-rounds = 1";

    @TempDir
    private Path folder;

    @Test
    void everyCommand_oddNamesOfInputsAndOutputs_arePublishedThere() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("manual__2026-11-28T10:00:00+00:00"));
        Path input = odd.resolve("[x] {a,b}*");
        GeneratedVisits.write(LocalSpark.session(), input, 600);
        try (Stream<Path> parts = Files.list(input)) {
            for (Path part :
                    parts.filter(file -> file.toString().endsWith(".parquet")).toList()) {
                Files.move(part, input.resolve("10:00 " + part.getFileName()));
            }
        }
        String config = GeneratedVisits.configuration(odd, input.toString(), SETTINGS);
        String data = odd + "/50%20#?";
        String model = odd + "/[model]";
        String report = odd + "/größe {r}";
        String scores = odd + "/s:c*";
        String checkpoints = odd + "/c:k[1]";

        succeed("prepare", "--config", config, "--output", data);
        succeed("train", "--config", config, "--data", data, "--output", model, "--checkpoints", checkpoints);
        succeed("train", "--config", config, "--data", data, "--output", model + ":2", "--warm-start", model);
        succeed("evaluate", "--config", config, "--data", data, "--model", model, "--output", report);
        succeed(
                "evaluate",
                "--config",
                config,
                "--data",
                data,
                "--model",
                model + ":2",
                "--output",
                report + "2",
                "--baseline",
                report + "/report.json");
        succeed("score", "--config", config, "--data", data, "--model", model, "--output", scores);
        succeed(
                "study",
                "--config",
                config,
                "--data",
                data,
                "--output",
                odd + "/st:udy",
                "--seeds",
                "1",
                "--vary",
                "data.filter=\"größe > 1, 2\",\"grüße > 1: 2\"",
                "--keep-models",
                "--json",
                odd + "/j:[son]");

        try (Stream<Path> files = Files.walk(Path.of(scores))) {
            assertThat(files.filter(file -> file.toString().endsWith(".parquet")))
                    .isNotEmpty();
        }
        assertThat(Path.of(model + ":2", "model.json")).isNotEmptyFile();
        assertThat(Path.of(checkpoints, "LATEST")).isNotEmptyFile();
        assertThat(Path.of(odd + "/j:[son]"))
                .content()
                .contains("data.filter=\\\"größe > 1, 2\\\"", "data.filter=\\\"grüße > 1: 2\\\"");
        for (String trial : List.of("data.filter=_gr_e_1_2__seed=1", "data.filter=_gr_e_1_2__variant-2_seed=1")) {
            assertThat(Path.of(odd + "/st:udy", trial, "model.json")).isNotEmptyFile();
        }
        assertThat(Files.readString(Path.of(report + "2", "report.json"))).contains("\"baseline\"");
        try (Stream<Path> left = Files.list(odd)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void prepare_outputIsALink_fillsWhatTheLinkNames() throws IOException {
        Path input = folder.resolve("visits");
        GeneratedVisits.write(LocalSpark.session(), input, 300);
        String config = GeneratedVisits.configuration(folder, input.toString(), SETTINGS);
        Path big = Files.createDirectories(folder.resolve("disk/big"));
        Path latest = Files.createSymbolicLink(folder.resolve("latest"), big);

        succeed("prepare", "--config", config, "--output", latest.toString(), "--overwrite");

        assertThat(latest).isSymbolicLink();
        assertThat(big.resolve("feature-manifest.json")).isNotEmptyFile();
    }

    private static void succeed(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(1, List.of("--master", "local[2]"));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
    }
}
