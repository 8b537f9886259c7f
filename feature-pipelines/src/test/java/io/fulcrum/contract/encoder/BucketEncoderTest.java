package io.fulcrum.contract.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BucketEncoderTest {
    private static final double[] EXTREMES = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    static Stream<List<Double>> edges() {
        return Stream.of(
                List.of(),
                List.of(-0.0),
                List.of(0.0),
                List.of(-Double.MIN_VALUE, -0.0, Double.MIN_VALUE),
                List.of(-Double.MAX_VALUE, 1.5, Double.MAX_VALUE),
                new SplittableRandom(7)
                        .doubles(201, -9, 9)
                        .sorted()
                        .distinct()
                        .boxed()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("edges")
    void ids_ofNumbers_areOnePlusTheEdgesBelow(List<Double> edges) {
        double[] numbers = Stream.of(
                        Arrays.stream(EXTREMES),
                        edges.stream().mapToDouble(Double::doubleValue),
                        edges.stream().mapToDouble(Math::nextUp),
                        edges.stream().mapToDouble(Math::nextDown),
                        new SplittableRandom(8).doubles(500, -10, 10))
                .flatMapToDouble(part -> part)
                .toArray();
        double[] sorted = BucketEncoder.array(edges);
        int[] ids = new int[numbers.length];
        BucketEncoder.ids(sorted, numbers, numbers.length, ids);
        for (int row = 0; row < numbers.length; row++) {
            double number = numbers[row];
            int expected =
                    1 + (int) edges.stream().filter(edge -> edge < number).count();
            assertThat(ids[row]).as("id of %s", number).isEqualTo(expected);
            assertThat(BucketEncoder.id(sorted, number)).isEqualTo(expected);
        }
    }
}
