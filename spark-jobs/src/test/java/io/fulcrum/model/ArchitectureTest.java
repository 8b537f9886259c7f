package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void mmoe_withoutExperts_refused() {
        assertThatThrownBy(() -> new Mmoe(0, List.of(8), List.of()))
                .hasMessage("experts = 0 must be at least 1. Set how many experts the tasks mix, for example 8.");
    }

    @Test
    void sharedBottom_withoutSharedLayers_refused() {
        assertThatThrownBy(() -> new SharedBottom(List.of(), List.of(4)))
                .hasMessage("bottomLayers = [] must name at least one layer, otherwise the tasks share nothing."
                        + " Set the widths of the shared layers, for example [64, 32].");
    }

    @Test
    void sharedBottom_layerOfWidthZero_refusedWithItsPlace() {
        assertThatThrownBy(() -> new SharedBottom(List.of(8), List.of(4, 0)))
                .hasMessage("headLayers[1] = 0 must be at least 1. Give every hidden layer a positive number of units,"
                        + " or remove it from the list.");
    }

    @Test
    void sharedBottom_listChangedAfterwards_staysAsMade() {
        List<Integer> widths = new ArrayList<>(List.of(8));
        SharedBottom made = new SharedBottom(widths, List.of());
        widths.add(9);
        assertThat(made).isEqualTo(new SharedBottom(List.of(8), List.of()));
    }
}
