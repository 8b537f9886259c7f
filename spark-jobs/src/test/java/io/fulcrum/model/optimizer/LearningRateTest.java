package io.fulcrum.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.optimizer.LearningRate.Schedule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
    /**
     * Base rate 0.8, warm-up of 4 steps, decay of 10 steps by a half; the first step after the warm-up is the fifth.
     */
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 1, 0.2",
        "CONSTANT, 3, 0.6",
        "CONSTANT, 4, 0.8",
        "CONSTANT, 5, 0.8",
        "CONSTANT, 1000000, 0.8",
        "STEP, 4, 0.8",
        "STEP, 5, 0.8",
        "STEP, 14, 0.8",
        "STEP, 15, 0.4",
        "STEP, 24, 0.4",
        "STEP, 25, 0.2",
        "LINEAR, 2, 0.4",
        "LINEAR, 5, 0.8",
        "LINEAR, 6, 0.72",
        "LINEAR, 10, 0.4",
        "LINEAR, 15, 0",
        "LINEAR, 99, 0",
        "COSINE, 5, 0.8",
        "COSINE, 10, 0.4",
        "COSINE, 15, 0",
        "COSINE, 99, 0",
        // (1 + cos(π/5)) / 2 = (1 + (1 + √5)/4) / 2 = 0.9045085
        "COSINE, 7, 0.7236068"
    })
    void at_step_isTheScheduleByHand(Schedule schedule, long step, double rate) {
        assertThat(new LearningRate(0.8, schedule, 4, 10, 0.5).at(step)).isCloseTo(rate, within(1e-7));
    }

    @ParameterizedTest
    @CsvSource({"CONSTANT", "STEP", "LINEAR", "COSINE"})
    void at_firstStepWithoutWarmUp_isTheBase(Schedule schedule) {
        assertThat(new LearningRate(0.8, schedule, 0, 10, 0.5).at(1)).isEqualTo(0.8);
    }

    @ParameterizedTest
    @CsvSource({"1", "9999999999"})
    void at_constantRate_neverChanges(long step) {
        assertThat(LearningRate.constant(0.3).at(step)).isEqualTo(0.3);
    }
}
