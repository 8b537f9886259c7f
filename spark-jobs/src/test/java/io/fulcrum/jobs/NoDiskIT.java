package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.ChildJvm;
import io.fulcrum.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that refuses to take more, for real: the shell's limit on the size of a file. */
class NoDiskIT {
    /** In blocks of 1024 bytes: more than any library unpacks, less than the prepared rows take. */
    private static final int LIMIT = 1500;

    private static final int ROWS = 70_000;

    @TempDir
    Path folder;

    @Test
    void prepare_fileLimit_isToldInOneLineAndLeavesNothing() throws IOException, InterruptedException {
        String input = folder + "/input";
        LocalSpark.session()
                .range(0, ROWS, 1, 1)
                .selectExpr(
                        "id",
                        "rand(1) < 0.5 as label",
                        "rand(2) as a",
                        "rand(3) as b",
                        "rand(4) as c",
                        "rand(5) as d",
                        "rand(6) as e",
                        "rand(7) as f")
                .write()
                .parquet(input);
        Path config = Files.writeString(folder.resolve("test.conf"), """
        data { input = "%s", key = [id] }
        tasks = [{ name = click, label = label }]
        features = [{ columns = [a, b, c, d, e, f], encoding = identity }]
        """.formatted(input));
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f " + LIMIT + " && exec \"$@\"", "bash"));
        command.addAll(ChildJvm.command(
                List.of(ChildJvm.shippedLogging()),
                Fulcrum.class,
                "prepare",
                "--master",
                "local[1]",
                "--config",
                config.toString(),
                "--output",
                folder + "/out"));
        Process child = ChildJvm.start(command);
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isEqualTo(1);
        assertThat(output)
                .contains(
                        "Cannot write " + folder + "/out: File too large (",
                        " MiB free). Nothing was published. Free some space or name another place with --output.")
                .doesNotContain("Unexpected error in fulcrum", "\tat ");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("input", "test.conf");
    }
}
