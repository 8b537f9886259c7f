package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The combinations of a study. */
class VariantsTest {
    @Test
    void of_nothing_isOneVariantWithoutOverrides() {
        assertThat(Variants.of(List.of())).containsExactly(List.of());
    }

    @Test
    void of_twoKeys_isEveryCombinationInTheirOrder() {
        assertThat(Variants.of(List.of("rounds.workers=1, 2", "balance.method=static,pareto")))
                .containsExactly(
                        List.of("rounds.workers=1", "balance.method=static"),
                                List.of("rounds.workers=1", "balance.method=pareto"),
                        List.of("rounds.workers=2", "balance.method=static"),
                                List.of("rounds.workers=2", "balance.method=pareto"));
    }

    @Test
    void of_lists_keepTheirCommas() {
        assertThat(Variants.of(List.of("network.head-layers=[16,8],[],[32]")))
                .containsExactly(
                        List.of("network.head-layers=[16,8]"),
                        List.of("network.head-layers=[]"),
                        List.of("network.head-layers=[32]"));
    }

    @Test
    void of_noValues_isRefused() {
        for (String line : List.of("rounds.workers", "=1,2", "rounds.workers=")) {
            assertThatThrownBy(() -> Variants.of(List.of(line)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("--vary " + line + " names no values: write --vary section.key=first,second.");
        }
    }
}
