package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void of_quotesSectionsAndNestedLists_keepTheirCommas() {
        assertThat(Variants.of(List.of("a.b = \"x, y\",\"z\\\",\" , größe: 1", "c={ d = 1, e = [2,3] },[[1,2],[3]]")))
                .containsExactly(
                        List.of("a.b=\"x, y\"", "c={ d = 1, e = [2,3] }"),
                        List.of("a.b=\"x, y\"", "c=[[1,2],[3]]"),
                        List.of("a.b=\"z\\\",\"", "c={ d = 1, e = [2,3] }"),
                        List.of("a.b=\"z\\\",\"", "c=[[1,2],[3]]"),
                        List.of("a.b=größe: 1", "c={ d = 1, e = [2,3] }"),
                        List.of("a.b=größe: 1", "c=[[1,2],[3]]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "rounds.workers    | names no values",
                "=1,2              | has no key",
                "rounds.workers=   | names no values",
                "rounds.workers=1, | has an empty value",
                "rounds.workers=1,,2 | has an empty value",
                "rounds.workers=1,2, 1 | names a value twice"
            })
    void of_noOrEqualValues_isRefused(String line, String problem) {
        assertThatThrownBy(() -> Variants.of(List.of(line)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--vary " + line + " " + problem
                        + ", but must be a key with different values: write --vary section.key=first,second.");
    }

    @Test
    void of_keyTwice_isRefused() {
        assertThatThrownBy(() -> Variants.of(List.of("rounds.workers=1,2", "rounds.workers =3")))
                .hasMessageStartingWith("--vary rounds.workers =3 varies rounds.workers a second time, but");
    }

    @Test
    void folders_oddAndLongNames_areAllDifferent() {
        assertThat(Variants.folders(List.of(
                        "spark.\"a b\"=größe",
                        "spark.\"a b\"=grüße",
                        "SPARK.a b=gr:e",
                        "rounds.workers=1 balance.method=pareto",
                        "x".repeat(300),
                        "../..",
                        "")))
                .containsExactly(
                        "spark._a_b_=gr_e",
                        "spark._a_b_=gr_e_variant-2",
                        "SPARK.a_b=gr_e",
                        "rounds.workers=1_balance.method=pareto",
                        "x".repeat(120) + "_variant-5",
                        ".._..",
                        "");
    }
}
