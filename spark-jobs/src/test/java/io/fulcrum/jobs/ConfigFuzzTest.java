package io.fulcrum.jobs;

import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.fuzz.FuzzRun;
import io.fulcrum.fuzz.Mutations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged configurations end in settings or in clear messages. */
class ConfigFuzzTest {
    private static final String SETTINGS = """
      data {
        input = ${FULCRUM_HOME}"/rows.parquet", key = [id], group = user, filter = "age > 3"
        split { by = column, column = part, train = [a], validation = [b], test = [c] }
      }
      tasks = [
        { name = click, label = clicked, floor = 0.2, ceiling = 0.9 }
        { name = watch, label = seconds, type = regression, weight = 2 }
      ]
      features = [
        { columns = [a, b], encoding = vocabulary, min-count = 2 }
        { columns = [c], encoding = hashed, buckets = 1000 }
        { columns = [d], encoding = log }
      ]
      checks { max-missing = 0.5 }
      """;

    @TempDir
    Path folder;

    @Test
    void read_damagedSettings_areRefusedOrRead() {
        Path file = folder.resolve("fuzz.conf");
        FuzzRun.of(6_000, ConfigException.class, mutations -> read(file, mutations.text(SETTINGS)));
    }

    @Test
    void read_damagedDefaults_areRefusedOrRead() {
        Path file = folder.resolve("fuzz.conf");
        String all = SETTINGS.replace("checks { max-missing = 0.5 }", "") + defaults();
        FuzzRun.of(6_000, ConfigException.class, mutations -> read(file, mutations.text(all)));
    }

    @Test
    void read_damagedOverride_isRefusedOrRead() throws IOException {
        Path file = folder.resolve("fuzz.conf");
        Files.writeString(file, SETTINGS);
        List<String> overrides = List.of(
                "rounds.workers=4",
                "network.head-layers=[32,16]",
                "optimizer.clip-norm=1.5",
                "tasks=[{name=a,label=b}]",
                "spark={\"spark.executor.memory\"=2g}",
                "rounds.seed=7");
        FuzzRun.of(
                2_000,
                ConfigException.class,
                mutations -> JobSettings.read(
                        ConfigFiles.load(List.of(file), List.of(mutations.text(mutations.oneOf(overrides))))));
    }

    private static void read(Path file, String text) throws IOException {
        Files.writeString(file, text);
        JobSettings.read(ConfigFiles.load(List.of(file), List.of()));
    }

    private static String defaults() {
        try (InputStream in = Mutations.class.getResourceAsStream("/reference.conf")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
