package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.serve.RawModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on data without a split that they read: refused in one line before Spark starts. */
class MissingSplitTest {
    @TempDir
    static Path folder;

    private static Path data;
    private static Path config;

    @BeforeAll
    static void writeDataOfOneSplit() throws IOException {
        data = RawModel.write(folder.resolve("data"), new SharedBottom(List.of(4), List.of()), 3);
        config = Files.writeString(folder.resolve("a.conf"), """
                data { input = rows, key = [visit] }
                tasks = [{ name = click, label = clicked }, { name = watch, label = seconds, type = regression }]
                features = [{ columns = [country], encoding = vocabulary }]
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "study,                                validation",
        "study --test,                         validation",
        "train,                                validation",
        "score --model MODEL,                  test",
        "score --model MODEL --split validation, validation",
        "evaluate --model MODEL,               test"
    })
    void command_dataWithoutASplitItReads_isOneLine(String command, String split) {
        List<String> words = List.of(command.replace("MODEL", data.toString()).split(" "));
        List<String> more =
                List.of("--config", config.toString(), "--data", data.toString(), "--output", folder + "/none");
        CommandRun run =
                CommandRun.of(Stream.concat(words.stream(), more.stream()).toArray(String[]::new));
        assertThat(run.err().lines())
                .containsExactly("Prepared data " + data + " has no split " + split
                        + ", only train. Name other data or another split.");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("data", "a.conf");
    }
}
