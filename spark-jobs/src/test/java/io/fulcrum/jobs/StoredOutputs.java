package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;

/** Reads what commands have written below a folder. */
final class StoredOutputs {
    private StoredOutputs() {}

    /** Requires the same parameters and embedding rows of two models, to the bit. */
    static void requireSameModel(Path folder, String one, String other) throws IOException {
        try (var files = Files.list(folder.resolve(one))) {
            List<Path> arrays = files.filter(file -> file.toString().matches(".*\\.(f32|rows)"))
                    .toList();
            assertThat(arrays).hasSizeGreaterThan(3);
            for (Path array : arrays) {
                assertThat(folder.resolve(other).resolve(array.getFileName())).hasSameBinaryContentAs(array);
            }
        }
    }

    /** Returns what was predicted, by id. */
    static List<Row> predictions(Path folder, String output) {
        return LocalSpark.session()
                .read()
                .parquet(folder + "/" + output + "/predictions")
                .orderBy("id")
                .collectAsList();
    }
}
