package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.job.JobFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordRoomTest {
    private static final EmbeddingSpec SPEC = new EmbeddingSpec(
            List.of(new EmbeddingSpec.Table("item", 5), new EmbeddingSpec.Table("user", 2_000_000_000)), 4, 4, 1);

    @Test
    void floats_asManyAsAnArrayHolds_areReturned() {
        assertThat(RecordRoom.floats(SPEC, 1, 268_435_454, "A task")).isEqualTo(2_147_483_632);
    }

    @Test
    void floats_oneRowMore_isRefusedNamingTableAndLimit() {
        assertThatThrownBy(() -> RecordRoom.floats(SPEC, 1, 268_435_455, "A task"))
                .isInstanceOf(JobFailure.class)
                .hasMessage(
                        "A task touched 268435455 rows of embedding table \"user\" in one round, but at most 268435454"
                                + " records of 8 floats fit into one array. Take fewer rounds.local-steps or a smaller rounds.batch-size,"
                                + " narrow network.embedding-size, or set optimizer.embedding.type to a rule with less state (sgd,"
                                + " adagrad).");
    }

    @ParameterizedTest
    @CsvSource({
        "16, 17, 8, 32",
        "16, 100, 8, 100",
        "200000000, 200000001, 8, 268435454",
        "16, 17, 0, 32",
        "268435454, 268435455, 8, 268435455",
        "1500000000, 1500000001, 1, 2147483639"
    })
    void grown_anyRoom_doublesAsFarAsAnArrayReaches(int records, int needed, int floats, int expected) {
        assertThat(RecordRoom.grown(records, needed, floats)).isEqualTo(expected);
    }
}
