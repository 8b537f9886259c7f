package io.fulcrum.jobs;

import static io.fulcrum.jobs.CommandRun.done;
import static io.fulcrum.jobs.CommandRun.run;
import static io.fulcrum.jobs.StoredOutputs.predictions;
import static io.fulcrum.jobs.StoredOutputs.requireSameModel;
import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.store.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embedding rows of several sizes and a list pooled by attention, through the commands. */
class EmbeddingSizesIT {
    private static final String NETWORK = """
            network { embedding-sizes { user = 7 }, input.attention { tags { query = item } } }
            """;

    @TempDir
    static Path folder;

    private static String config;

    @BeforeAll
    static void train() {
        GeneratedVisits.write(LocalSpark.session(), folder.resolve("visits"), 2000);
        config = GeneratedVisits.configuration(folder, folder + "/visits", NETWORK);
        done("prepare", "--config", config, "--output", folder + "/data");
        done(train("model"));
    }

    private static CommandRun train(String output, String... more) {
        List<String> words = new ArrayList<>(List.of("--data", folder + "/data", "--output", folder + "/" + output));
        words.addAll(List.of(more));
        return run("train", config, words);
    }

    @Test
    void train_twice_givesTheSameBytesWithRowsOfEachSize() throws IOException {
        done(train("again"));

        requireSameModel(folder, "model", "again");
        EmbeddingTables tables = ModelDirectory.read(folder + "/model").model().tables();
        assertThat(tables.spec().widths()).containsExactly(7, 4, 4);
        assertThat(tables.storedRows(2)).as("rows of tags").isNotEmpty();
    }

    @Test
    void score_preparedAndRawRows_isTheSame() {
        done(
                "score",
                "--config",
                config,
                "--data",
                folder + "/data",
                "--model",
                folder + "/model",
                "--output",
                folder + "/prepared");
        done("score", "--model", folder + "/model", "--input", folder + "/visits", "--output", folder + "/raw");

        assertThat(predictions(folder, "raw")).containsAll(predictions(folder, "prepared"));
        assertThat(predictions(folder, "prepared")).hasSizeGreaterThan(100);
    }

    @Test
    void warmStart_stepsThatMoveNothing_keepRowsOfEachSize() {
        done(train(
                "warm",
                "--warm-start",
                folder + "/model",
                "--set",
                "optimizer.type=sgd",
                "--set",
                "optimizer.learning-rate=1e-12"));
        EmbeddingTables old = ModelDirectory.read(folder + "/model").model().tables();
        EmbeddingTables warm = ModelDirectory.read(folder + "/warm").model().tables();
        for (int table = 0; table < 3; table++) {
            float[] before = new float[old.spec().width(table)];
            float[] after = new float[before.length];
            for (int row : old.storedRows(table)) {
                old.copyTo(table, row, before, 0);
                warm.copyTo(table, row, after, 0);
                assertThat(after).usingComparatorWithPrecision(1e-6f).containsExactly(before);
            }
        }
    }

    @Test
    void warmStart_otherSizes_isRefusedInWords() {
        CommandRun refused =
                train("none", "--warm-start", folder + "/model", "--set", "network.embedding-sizes.user=6");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("The model to start from has other network than this run: ", "{user=7}", "{user=6}")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
