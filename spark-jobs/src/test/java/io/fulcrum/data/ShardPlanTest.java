package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlanTest {
    @ParameterizedTest
    @CsvSource({
        "0, 4, 10, 32, 1",
        "1, 4, 10, 32, 1",
        "1280, 4, 10, 32, 1",
        "1900, 4, 10, 32, 1",
        "1920, 4, 10, 32, 2",
        "12800, 4, 10, 32, 10",
        "5000000000, 1, 50, 1024, 97656",
        "10, 65536, 65536, 1024, 1"
    })
    void of_rows_takesTheNearestWholeNumberOfRounds(long rows, int workers, int steps, int batch, int rounds) {
        assertThat(ShardPlan.of(rows, workers, steps, batch)).isEqualTo(new ShardPlan(workers, rounds));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "3, 1", "4, 13"})
    void shardsOfRound_overAnEpoch_visitEachShardOnce(int workers, int rounds) {
        ShardPlan plan = new ShardPlan(workers, rounds);
        for (int e = 0; e < 3; e++) {
            int epoch = e;
            int[] visited = IntStream.range(0, rounds)
                    .flatMap(round -> IntStream.of(plan.shardsOfRound(9, epoch, round)))
                    .sorted()
                    .toArray();

            assertThat(visited).isEqualTo(IntStream.range(0, plan.shards()).toArray());
            assertThat(plan.shardsOfRound(9, epoch, 0)).hasSize(workers);
        }
    }

    @Test
    void shardsOfRound_otherEpochOrSeed_isAnotherOrder() {
        ShardPlan plan = new ShardPlan(8, 8);

        assertThat(plan.shardsOfRound(9, 0, 0))
                .isEqualTo(plan.shardsOfRound(9, 0, 0))
                .isNotEqualTo(plan.shardsOfRound(9, 1, 0))
                .isNotEqualTo(plan.shardsOfRound(10, 0, 0));
    }

    @Test
    void roundsOf_shardsWithoutRows_leaveNoEmptyRound() {
        ShardPlan plan = new ShardPlan(2, 3);
        int[] rows = {0, 0, 5, 0, 0, 0};

        assertThat(plan.roundsOf(1, 0, rows))
                .hasSize(1)
                .allSatisfy(round -> assertThat(round).hasSize(2).contains(2));
        assertThat(plan.roundsOf(1, 0, new int[] {1, 1, 1, 1, 1, 1})).hasSize(3);
    }
}
