package io.fulcrum.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.OneRow;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DenseOptimizerTest {
    private static final int SIZE = 2 * UpdateLanes.SIZE + 7;

    static Stream<UpdateRule> rules() {
        return Stream.of(
                new UpdateRule.Sgd(),
                new UpdateRule.Adagrad(1e-3),
                new UpdateRule.Adam(0.9, 0.999, 1e-8),
                new UpdateRule.Ftrl(1, 0.01, 0.1));
    }

    /** With a step left out, after which Adam's moments decay by two, and a change of hands in between. */
    @ParameterizedTest
    @MethodSource("rules")
    void step_ofAllParameters_equalsThatOfARowToTheBit(UpdateRule rule) {
        SplittableRandom random = new SplittableRandom(5);
        UpdateRule.Row row = OneRow.of(rule, SIZE);
        float[] parameters = new float[SIZE];
        DenseOptimizer dense = new DenseOptimizer(rule, parameters, row.gradient);
        for (int step : new int[] {1, 2, 4, 5, 6}) {
            for (int i = 0; i < SIZE; i++) {
                row.gradient[i] = (float) random.nextDouble(-1, 1);
            }
            OneRow.update(rule, row, 0.1, step);
            dense.step(0.1, step);
            assertThat(parameters).as("step %d", step).isEqualTo(row.values);
            assertThat(dense.state()).as("state at step %d", step).isEqualTo(row.state);
            if (step == 4) {
                dense = new DenseOptimizer(rule, parameters, row.gradient);
                dense.load(row.state);
            }
        }
    }
}
