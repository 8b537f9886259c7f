package io.fulcrum.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.GoldenFiles;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.job.JobFailure;
import io.fulcrum.model.AllRows;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.MultiTaskNetwork;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.SmallRecommender;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.FirstValues;
import io.fulcrum.model.optimizer.UpdateRule;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Initial values and stored models of each schema version, to the bit. */
class GoldenModelTest {
    private static final String DATA = "0123456789abcdef";

    @Test
    void firstValues_seedAndRow_areTheReleasedBits() {
        EmbeddingSpec spec = new EmbeddingSpec(
                List.of(new EmbeddingSpec.Table("user", 10), new EmbeddingSpec.Table("item", 10)), 3, 2, 23);

        assertThat(firstValues(spec, 0, 0)).isEqualTo("bd964d1f 3c5a7903 bd9b52aa 0 0");
        assertThat(firstValues(spec, 0, 9)).isEqualTo("3cc8423e bd6ff578 3d7e442d 0 0");
        assertThat(firstValues(spec, 1, 0)).isEqualTo("bc518d74 3d3a272e bcc59cb8 0 0");
        assertThat(firstValues(spec, 1, 2_147_483_646)).isEqualTo("bcb20843 bd1e4ae4 3d91cc2c 0 0");
    }

    @Test
    void buildNetwork_seed_givesTheReleasedInitialParameters() {
        float[] mmoe = MultiTaskNetwork.of(SmallRecommender.MMOE).parameters();
        float[] bottom = MultiTaskNetwork.of(SmallRecommender.SHARED_BOTTOM).parameters();

        assertThat(GoldenFiles.hex(Arrays.copyOf(mmoe, 4))).isEqualTo("3e6c4c6b 3f058743 3d59000b be06ddc9");
        assertThat(fingerprint(mmoe)).isEqualTo("1e567f629f165059");
        assertThat(GoldenFiles.hex(Arrays.copyOf(bottom, 4))).isEqualTo("bf17b1bc 3ed43b0d bf2e434e 3f03a36e");
        assertThat(fingerprint(bottom)).isEqualTo("7d94190968c4d9ca");
    }

    @Test
    void write_model_givesTheBytesOfItsSchemaVersion() {
        String name = "model-" + ModelDescription.SCHEMA;
        ModelDirectory.write(GoldenFiles.written(name).toString(), model(), DATA);

        GoldenFiles.assertWritten(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void read_schema_givesTheBitsThatWereWritten(int schema) {
        LoadedModel loaded =
                ModelDirectory.read(GoldenFiles.path("model-" + schema).toString());

        Recommender model = model();
        assertThat(loaded.dataFingerprint()).isEqualTo(DATA);
        assertThat(loaded.model().spec()).isEqualTo(model.spec());
        assertThat(GoldenFiles.hex(loaded.model().parameters())).isEqualTo(GoldenFiles.hex(model.parameters()));
        for (int table = 0; table < 2; table++) {
            assertThat(GoldenFiles.hex(AllRows.of(loaded.model().tables(), table)))
                    .isEqualTo(GoldenFiles.hex(AllRows.of(model.tables(), table)));
        }
    }

    @Test
    void read_schema1_isRefusedAsAnotherVersion() {
        Path folder = GoldenFiles.path("model-1");

        assertThatThrownBy(() -> ModelDirectory.read(folder.toString()))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        "Model " + folder + " has schema version 1, this program reads versions 2 to 5. Train again, or"
                                + " use the version that wrote it.");
    }

    /** Numbers that the test makes itself, so that reading is checked apart from drawing initial values. */
    private static Recommender model() {
        ModelSpec spec = SmallRecommender.MMOE;
        float[] parameters = MultiTaskNetwork.of(spec).parameters();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (i % 7 - 3) * 0.1f;
        }
        parameters[0] = Float.MIN_VALUE;
        parameters[1] = -0f;
        parameters[2] = Float.MAX_VALUE;
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
        tables.put(0, 4, new float[] {0.5f, -0.25f, 1e-30f});
        tables.put(1, 0, new float[] {1, 2, 3});
        tables.put(1, 6, new float[] {-1, 0.1f, 0});
        return new Recommender(spec, parameters, tables);
    }

    private static String firstValues(EmbeddingSpec spec, int table, int row) {
        float[] record = {9, 9, 9, 9, 9};
        FirstValues.of(spec, table).copyTo(row, record, 0, 5);
        return GoldenFiles.hex(record);
    }

    private static String fingerprint(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
        bytes.asFloatBuffer().put(values);
        return Fingerprint.of(bytes.array());
    }
}
