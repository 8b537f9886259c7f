package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.job.JobFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunIdentityTest {
    private static RunIdentity identity(Map<String, String> settings) {
        return new RunIdentity(settings, Map.of());
    }

    /** A checkpoint that was written before there was a key has its default. */
    @Test
    void requireSame_youngerKeys_takeTheirDefaults() {
        RunIdentity old = identity(Map.of("rounds.seed", "1"));
        RunIdentity defaults = identity(Map.of(
                "rounds.seed",
                "1",
                "balance.wrap",
                "[]",
                "balance.max-change",
                "1",
                "balance.probe.of",
                "\"shared\"",
                "balance.probe.embeddings",
                "false"));
        assertThatCode(() -> defaults.requireSame(old, "c")).doesNotThrowAnyException();
        RunIdentity wrapped = identity(Map.of("rounds.seed", "1", "balance.wrap", "[\"cr-mogm\"]"));
        assertThatThrownBy(() -> wrapped.requireSame(old, "c"))
                .isInstanceOf(JobFailure.class)
                .hasMessageStartingWith("Checkpoint c was made with balance.wrap = [], this run has [\"cr-mogm\"]:");
    }

    @Test
    void requireSame_keyThatIsGone_isRefused() {
        RunIdentity old = identity(Map.of("rounds.no-longer", "1"));
        assertThatThrownBy(() -> identity(Map.of()).requireSame(old, "c"))
                .hasMessageStartingWith("Checkpoint c was made with rounds.no-longer = 1, this run has nothing:");
    }
}
