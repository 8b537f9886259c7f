package io.fulcrum.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigException;
import org.junit.jupiter.api.Test;

/** The section {@code checkpoint}. */
class CheckpointSettingsTest {
    @Test
    void read_nothing_isAsTheReferenceSays() {
        assertThat(SettingsText.read("", CheckpointSettings::read)).isEqualTo(new CheckpointSettings(10, 3, 120));
    }

    @Test
    void read_zeroRounds_isOff() {
        assertThat(SettingsText.read("checkpoint.every-rounds = 0", CheckpointSettings::read)
                        .isOff())
                .isTrue();
        assertThat(SettingsText.read("checkpoint.every-rounds = 1", CheckpointSettings::read)
                        .isOff())
                .isFalse();
    }

    @Test
    void read_outOfRange_isRefusedWithAdvice() {
        assertThatThrownBy(() -> SettingsText.read(
                        "checkpoint { every-rounds = -1, keep = 0, lease-seconds = 0 }", CheckpointSettings::read))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "test.conf: checkpoint.every-rounds = -1 must be at least 0. Set every-rounds: how many rounds from one"
                                + " checkpoint to the next; 0 for none.",
                        "test.conf: checkpoint.keep = 0 must be at least 1. Set keep: how many of the newest checkpoints are"
                                + " kept, besides the best epoch's and those that a kept one depends on.",
                        "test.conf: checkpoint.lease-seconds = 0 must be at least 1. Set lease-seconds: seconds without a"
                                + " heartbeat after which another driver may take over the output of a run.");
    }
}
