package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.data.Seeds.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random numbers by their address, as released: models and checkpoints are read with these very numbers. */
class GoldenSeedsTest {
    @ParameterizedTest
    @CsvSource({
        "1, SHARDING, 0, 0, -5653703133376969021",
        "1, SHARD_ORDER, 3, 0, -4658375750020477844",
        "1, ROW_ORDER, 2, 17, -1980066727404338335",
        "42, PARAMETERS, 0, 0, -6952404926618017637",
        "42, PARAMETERS, -1354571749, 2, 4390041608222444462",
        "23, EMBEDDING_ROWS, 0, 0, 3202798729519880741",
        "23, EMBEDDING_ROWS, 5, 2147483646, 5146828517135892732",
        "-7, ROUND, 1000, 3, -1188252648527037440",
        "9223372036854775807, NOISE, 12, 1, -3204378149973165751",
        "-9223372036854775808, DELTA, 0, -1, 6980257910432871303"
    })
    void of_address_isTheReleasedSeed(long run, Purpose purpose, long first, long second, long seed) {
        assertThat(Seeds.of(run, purpose, first, second)).isEqualTo(seed);
        assertThat(Seeds.of(Seeds.prefix(run, purpose, first), second)).isEqualTo(seed);
    }

    @Test
    void permutation_seed_isTheReleasedOrder() {
        assertThat(Seeds.permutation(12, 1)).containsExactly(5, 4, 7, 8, 2, 10, 9, 1, 11, 3, 0, 6);
        assertThat(Seeds.permutation(12, -5_577_006_791_947_779_410L))
                .containsExactly(7, 4, 0, 6, 8, 10, 2, 9, 3, 5, 1, 11);
    }

    @Test
    void shardsOfRound_seedAndEpoch_areTheReleasedShards() {
        ShardPlan plan = new ShardPlan(3, 4);

        assertThat(plan.shardsOfRound(1, 0, 0)).containsExactly(0, 7, 1);
        assertThat(plan.shardsOfRound(1, 0, 3)).containsExactly(3, 9, 2);
        assertThat(plan.shardsOfRound(1, 1, 0)).containsExactly(3, 4, 11);
        assertThat(plan.shardsOfRound(7, 2, 1)).containsExactly(11, 5, 4);
    }
}
