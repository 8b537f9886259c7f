package io.fulcrum.model.store;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.fuzz.FuzzRun;
import io.fulcrum.fuzz.Mutations;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.MultiTaskNetwork;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.SmallRecommender;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged model bundles end in a model or in one clear message. */
class ModelFuzzTest {
    private static final String DESCRIPTION = "model.json";
    private static final List<String> ARRAYS = List.of("parameters.f32", "table-0.rows", "table-1.rows");

    @TempDir
    Path folder;

    private final Map<String, byte[]> mmoe = new TreeMap<>();
    private final Map<String, byte[]> sharedBottom = new TreeMap<>();

    @BeforeEach
    void write() throws IOException {
        write(SmallRecommender.SHARED_BOTTOM, sharedBottom);
        write(SmallRecommender.MMOE, mmoe);
    }

    @Test
    void read_damagedDescription_isRefusedOrRead() {
        FuzzRun.of(15_000, JobFailure.class, mutations -> {
            put(DESCRIPTION, mutations.json(text(mmoe)).getBytes(StandardCharsets.UTF_8));
            ModelDirectory.read(folder.toString());
        });
    }

    @Test
    void read_descriptionOfDamagedText_isRefusedOrRead() {
        FuzzRun.of(7_000, JobFailure.class, mutations -> {
            put(DESCRIPTION, mutations.text(text(mmoe)).getBytes(StandardCharsets.UTF_8));
            ModelDirectory.read(folder.toString());
        });
    }

    @Test
    void read_damagedArrays_areRefusedOrRead() {
        FuzzRun.of(7_000, JobFailure.class, mutations -> {
            String file = mutations.oneOf(ARRAYS);
            byte[] damaged = mutations.below(5) == 0 ? another(mutations) : mutations.bytes(mmoe.get(file));
            put(file, damaged);
            if (mutations.below(2) == 0) {
                put(DESCRIPTION, signed(file, damaged));
            }
            try {
                ModelDirectory.read(folder.toString());
            } finally {
                put(file, mmoe.get(file));
                put(DESCRIPTION, mmoe.get(DESCRIPTION));
            }
        });
    }

    private byte[] another(Mutations mutations) {
        return mutations.oneOf(List.of(mmoe, sharedBottom)).get(mutations.oneOf(ARRAYS));
    }

    /** Returns a description whose digest of a file is right, so that what lies behind the digests is tried too. */
    private byte[] signed(String file, byte[] content) {
        String before = Fingerprint.sha256Hex(mmoe.get(file));
        return text(mmoe).replace(before, Fingerprint.sha256Hex(content)).getBytes(StandardCharsets.UTF_8);
    }

    private void put(String file, byte[] content) throws IOException {
        Files.write(folder.resolve(file), content);
    }

    private void write(ModelSpec spec, Map<String, byte[]> files) throws IOException {
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
        tables.apply(tables.recordsOf(new int[][] {{1, 4, 8}, {0, 2, 3, 5, 6}}));
        ModelDirectory.write(
                folder.toString(),
                new Recommender(spec, MultiTaskNetwork.of(spec).parameters(), tables),
                "0123456789abcdef");
        for (String file : List.of(DESCRIPTION, "parameters.f32", "table-0.rows", "table-1.rows")) {
            files.put(file, Files.readAllBytes(folder.resolve(file)));
        }
    }

    private static String text(Map<String, byte[]> files) {
        return new String(files.get(DESCRIPTION), StandardCharsets.UTF_8);
    }
}
