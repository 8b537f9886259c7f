package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The first signal is held back, the second is not. */
class StopSignalsTest {
    @Test
    void take_firstSignal_isHeldBackAndSaysTheExitCode() {
        try (StopSignals signals = StopSignals.listen("a checkpoint first")) {
            assertThat(signals.caught()).isEmpty();
            assertThat(signals.take("TERM", ExitCode.TERMINATED)).isTrue();
            assertThat(signals.caught()).contains(ExitCode.TERMINATED);
        }
    }

    @Test
    void take_secondSignal_goesOnToWhoeverEndsTheProcess() {
        try (StopSignals signals = StopSignals.listen("a checkpoint first")) {
            signals.take("INT", ExitCode.INTERRUPTED);
            assertThat(signals.take("TERM", ExitCode.TERMINATED)).isFalse();
            assertThat(signals.caught()).as("the first one decides").contains(ExitCode.INTERRUPTED);
        }
    }
}
