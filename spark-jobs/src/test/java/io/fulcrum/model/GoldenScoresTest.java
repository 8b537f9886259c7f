package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.store.ModelDirectory;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Stored models score known rows with known bits: another processor or JVM that rounds otherwise fails here. */
class GoldenScoresTest {
    private static final int ROWS = 8;

    @Test
    void score_storedMmoe_hasTheKnownBits() throws URISyntaxException {
        assertThat(scores("mmoe"))
                .isEqualTo(String.join(
                        " ",
                        "-0x1.ead8f8p-2",
                        "-0x1.8a0b22p-3",
                        "-0x1.10c08ep-1",
                        "-0x1.189392p-1",
                        "-0x1.6bad1ep-2",
                        "0x1.53ff22p-3",
                        "-0x1.454ee2p-2",
                        "-0x1.28e36p-2",
                        "0x1.0dfe0acp-2",
                        "0x1.5f8e5ap-1",
                        "0x1.92ee25p-2",
                        "0x1.38427cp0",
                        "0x1.a0578p-6",
                        "0x1.210c4ecp-2",
                        "0x1.64c799p-1",
                        "0x1.475379p-2"));
    }

    @Test
    void score_storedSharedBottom_hasTheKnownBits() throws URISyntaxException {
        assertThat(scores("shared-bottom"))
                .isEqualTo(String.join(
                        " ",
                        "-0x1.0af7d4p-3",
                        "-0x1.69d0dcp-2",
                        "-0x1.34abb4p-5",
                        "-0x1.c023c4p-5",
                        "-0x1.e78b48p-6",
                        "-0x1.d5ca7cp0",
                        "0x1.9bac5p-6",
                        "-0x1.0044aap-1",
                        "0x1.3a149p-4",
                        "0x1.3df89bp-3",
                        "0x1.95ebd38p-3",
                        "0x1.c82d78p-4",
                        "0x1.203b0ep-3",
                        "0x1.e42166p-2",
                        "0x1.2f1034p-3",
                        "0x1.2701e88p-2"));
    }

    @Test
    void probability_logOdds_hasTheKnownBits() {
        String probabilities = IntStream.rangeClosed(-4, 4)
                .mapToObj(i -> Double.toHexString(LogOdds.probability(i * 4.75 + 0.3)))
                .collect(Collectors.joining(" "));
        assertThat(probabilities)
                .isEqualTo(String.join(
                        " ",
                        "0x1.03dcb619804b1p-27",
                        "0x1.d54fd1fe92cabp-21",
                        "0x1.a7bf455c9259bp-14",
                        "0x1.7a4403b21ecd4p-7",
                        "0x1.261d545e46a8bp-1",
                        "0x1.fcbd4414592b4p-1",
                        "0x1.fff8bb74cca6p-1",
                        "0x1.ffffefe6fa5bdp-1",
                        "0x1.ffffffdc589dcp-1"));
    }

    private static String scores(String model) throws URISyntaxException {
        URL folder = GoldenScoresTest.class.getResource("/golden/scores/" + model);
        Recommender recommender =
                ModelDirectory.read(Path.of(folder.toURI()).toString()).model();
        double[] scores = new ScoringSession(recommender)
                .score(SmallRecommender.rows(ROWS).all());
        return IntStream.range(0, scores.length)
                .mapToObj(i -> Double.toHexString(scores[i]))
                .collect(Collectors.joining(" "));
    }
}
