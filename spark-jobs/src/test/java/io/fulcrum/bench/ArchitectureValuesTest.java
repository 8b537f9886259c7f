package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.model.architecture.ArchitectureType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a comparison with another implementation reads; the comparison itself needs PyTorch. */
class ArchitectureValuesTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void write() throws IOException {
        ArchitectureValues.main(new String[] {directory.toString()});
    }

    @ParameterizedTest
    @EnumSource
    void main_anyArchitecture_headsDoNotSeeTheTaskWeights(ArchitectureType type) throws IOException {
        Path of = directory.resolve(type.key());
        double[] plain = numbers(of.resolve("gradients-0.f64"));
        double[] weighted = numbers(of.resolve("gradients-1.f64"));

        for (JsonNode slice : new ObjectMapper()
                .readTree(Files.readString(of.resolve("values.json")))
                .get("layout")) {
            int from = slice.get("offset").asInt();
            int to = from + slice.get("length").asInt();
            double[] ofArray = Arrays.copyOfRange(plain, from, to);
            double[] ofWeighted = Arrays.copyOfRange(weighted, from, to);
            assertThat(ofArray).as(slice.toString()).doesNotContain(Double.NaN);
            boolean isClosed = Arrays.stream(ofArray).allMatch(x -> x == 0); // behind a gate that was drawn closed
            assertThat(Arrays.equals(ofArray, ofWeighted))
                    .as(slice.toString())
                    .isEqualTo(isClosed || slice.get("owner").has("task"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void main_anyArchitecture_rowsSeeTheTaskWeights(ArchitectureType type) throws IOException {
        Path of = directory.resolve(type.key());
        double[] plain = numbers(of.resolve("row-gradients-0.f64"));

        assertThat(plain).hasSize((5 + 900 + 30) * 4).isNotEqualTo(numbers(of.resolve("row-gradients-1.f64")));
        assertThat(Arrays.stream(plain).filter(x -> x != 0).count())
                .as("64 rows touch at most 5 + 64 + 30 embedding rows")
                .isBetween(4L * 30, 4L * 99);
    }

    @Test
    void main_esmm_laterEventsAreRarer() throws IOException {
        double[] logits = numbers(directory.resolve("esmm").resolve("logits.f64")); // [task][row]

        for (int i = 64; i < 3 * 64; i++) {
            assertThat(logits[i]).isLessThan(logits[i - 64]);
        }
    }

    @Test
    void main_listsPooledByAttention_sendGradientsToTagsAndTheTrainedQuery() throws IOException {
        Path of = directory.resolve("shared-bottom, lists pooled by attention");
        double[] gradients = numbers(of.resolve("row-gradients-0.f64"));

        assertThat(gradients).hasSize((5 + 900 + 30 + 12 + 1) * 4);
        assertThat(Arrays.copyOfRange(gradients, 935 * 4, 948 * 4)).doesNotContain(0, Double.NaN);
        assertThat(new ObjectMapper().readTree(Files.readString(of.resolve("lists.json"))))
                .hasSize(2);
    }

    private static double[] numbers(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[bytes.remaining() / Double.BYTES];
        bytes.asDoubleBuffer().get(numbers);
        return numbers;
    }
}
