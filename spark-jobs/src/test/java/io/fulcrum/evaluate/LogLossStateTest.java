package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogLossStateTest {

    @Test
    void logLoss_twoRows_isByHand() {
        // p = ¾ (logit ln 3 as a float), y = 1: −ln ¾; p = ½, y = 0: −ln ½. Mean = (ln 4/3 + ln 2)/2.
        LogLossState state = new LogLossState();
        state.add(Math.log(3), 1);
        state.add(0, 0);
        double loss = (Math.log(4 / 3.0) + Math.log(2)) / 2;
        assertThat(state.logLoss()).isCloseTo(loss, within(1e-7));
        // Base rate ½ has entropy ln 2; predictions sum to 1.25 against one positive.
        assertThat(state.normalizedEntropy().measured().orElseThrow()).isCloseTo(loss / Math.log(2), within(1e-7));
        assertThat(state.calibration().measured().orElseThrow()).isCloseTo(1.25, within(1e-7));
    }

    @Test
    void logLoss_hugeLogits_staysFiniteAndExact() {
        LogLossState state = new LogLossState();
        state.add(1000, 0);
        state.add(-1000, 1);
        state.add(1000, 1);
        state.add(-1000, 0);
        assertThat(state.logLoss()).isEqualTo(500);
    }

    @Test
    void logLoss_tinyLoss_isNotRoundedToZero() {
        // softplus(−50) = ln(1 + e^−50) ≈ e^−50; one minus the probability would be 0 in float and lost.
        LogLossState state = new LogLossState();
        state.add(50, 1);
        assertThat(state.logLoss()).isCloseTo(Math.exp(-50), within(1e-30));
    }

    @Test
    void normalizedEntropy_baseRatePredicted_isOne() {
        LogLossState state = new LogLossState();
        for (int i = 0; i < 4; i++) {
            state.add((float) Math.log(1 / 3.0), i == 0 ? 1 : 0);
        }
        assertThat(state.normalizedEntropy().measured().orElseThrow()).isCloseTo(1, within(1e-7));
        assertThat(state.calibration().measured().orElseThrow()).isCloseTo(1, within(1e-7));
    }

    @Test
    void readOut_oneClass_isUndefinedWithReason() {
        LogLossState state = new LogLossState();
        state.add(0, 0);
        assertThat(state.normalizedEntropy()).isEqualTo(MetricValue.undefined("all 1 labels are 0"));
        assertThat(state.calibration()).isEqualTo(MetricValue.undefined("no positive among 1 examples"));
    }
}
