package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.ClusterClasspath;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.RowMerge;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The same seed and shards give the same bits wherever they are computed, with and without killed executors. */
class SameBitsIT {
    private static final int ROUNDS = 6;
    private static final List<Shard> SHARDS = GeneratedRows.shards(40, 0.6, 250, 260, 240, 255);

    @AfterAll
    static void stop() {
        SparkSession.getActiveSession().foreach(session -> {
            session.stop();
            return null;
        });
    }

    @Test
    void rounds_oneCoreTwoCoresOrTwoExecutors_giveTheSameBits() {
        List<String> alone = digests("local[1]", session -> {});
        assertThat(digests("local[1]", session -> {})).as("again").isEqualTo(alone);
        assertThat(digests("local[2]", session -> {})).as("two cores").isEqualTo(alone);
        assertThat(digests("local-cluster[2,1,2048]", session -> {}))
                .as("two executors")
                .isEqualTo(alone);
    }

    @Test
    void rounds_executorKilledBetween_giveTheSameBits() {
        List<String> undisturbed = digests("local[1]", session -> {});
        assertThat(digests("local-cluster[2,1,2048]", session -> ClusterClasspath.killOneExecutor()))
                .isEqualTo(undisturbed);
    }

    @Test
    void rounds_int8Deltas_giveTheSameBitsOnOneOrTwoExecutors() {
        RoundSettings int8 = RoundsIT.rounds(2, 50, RowMerge.TOUCHED_MEAN).with(Delta.INT8);
        List<String> alone = digests("local[1]", int8, session -> {});
        assertThat(alone).isNotEqualTo(digests("local[1]", session -> {}));
        assertThat(digests("local-cluster[2,1,2048]", int8, session -> ClusterClasspath.killOneExecutor()))
                .isEqualTo(alone);
    }

    private static List<String> digests(String master, java.util.function.Consumer<SparkSession> disturb) {
        return digests(master, RoundsIT.rounds(2, 50, RowMerge.TOUCHED_MEAN), disturb);
    }

    /** Returns the digest after each round; {@code disturb} runs after the second one. */
    private static List<String> digests(
            String master, RoundSettings rounds, java.util.function.Consumer<SparkSession> disturb) {
        SparkSession.getActiveSession().foreach(session -> {
            session.stop();
            return null;
        });
        List<String> digests = new ArrayList<>();
        try (SparkSession session = ClusterClasspath.session(master)) {
            JavaRDD<Shard> shards = RoundsIT.rdd(session, SHARDS);
            TrainingRun run = RoundsIT.run(rounds, GeneratedRows.ADAM, RoundsIT.pareto());
            try (RoundDriver<Shard> driver = run.start(shards)) {
                for (int round = 0; round < ROUNDS; round++) {
                    digests.add(driver.round(round / 2, new int[] {2 * (round % 2), 2 * (round % 2) + 1})
                            .digest());
                    if (round == 1) {
                        disturb.accept(session);
                    }
                }
            }
            run.forget();
        }
        return digests;
    }
}
