package io.fulcrum.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.data.StepAddress;
import io.fulcrum.model.MultiTaskNetwork;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutMaskTest {
    private static final int ENTRIES = 100_003;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void fill_manyEntries_dropsTheShareAndKeepsTheMean(double share) {
        float[] mask = filled(DropoutMask.of(share), 7);
        double mean = 0;
        int dropped = 0;
        for (int i = 0; i < ENTRIES; i++) {
            mean += mask[i] / ENTRIES;
            dropped += mask[i] == 0 ? 1 : 0;
        }
        assertThat(dropped / (double) ENTRIES).isCloseTo(share, within(4 * Math.sqrt(share * (1 - share) / ENTRIES)));
        assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(share / (1 - share) / ENTRIES)));
    }

    @Test
    void at_anyEntry_isThatOfTheLoop() {
        DropoutMask mask = DropoutMask.of(0.3);
        float[] filled = filled(mask, -5);
        for (int i = 0; i < 1000; i++) {
            assertThat(mask.at(-5, i)).isEqualTo(filled[i]);
        }
    }

    @Test
    void fill_otherAddress_dropsOthers() {
        DropoutMask mask = DropoutMask.of(0.5);
        float[] one = filled(mask, 1);
        float[] other = filled(mask, 2);
        int same = 0;
        for (int i = 0; i < ENTRIES; i++) {
            same += one[i] == other[i] ? 1 : 0;
        }
        assertThat(same / (double) ENTRIES).isCloseTo(0.5, within(0.01));
        assertThat(filled(mask, 1)).containsExactly(one);
    }

    @Test
    void network_scoring_leavesNothingOut() {
        List<Integer> widths = List.of(40, 30);
        HiddenLayers half = new HiddenLayers(HiddenActivation.TANH, Normalisation.NONE, 0.5);
        HiddenLayers whole = new HiddenLayers(HiddenActivation.TANH, Normalisation.NONE, 0);
        MultiTaskNetwork dropping = network(new SharedBottom(widths, List.of()), half);
        MultiTaskNetwork plain = network(new SharedBottom(widths, List.of()), whole);
        assertThat(dropping.parameters()).containsExactly(plain.parameters());
        float[] input = {0.3f, -1, 2, 0.7f, 0.1f, -0.4f};
        float[] scored = new float[4];
        float[] expected = new float[4];
        float[] trained = new float[4];
        float[] again = new float[4];
        dropping.forward(input, 2, scored);
        plain.forward(input, 2, expected);
        NetworkRows rows = NetworkRows.plain(input, new float[6], 2, 3);
        dropping.at(new StepAddress(0, 3));
        dropping.forwardForTraining(rows, trained);
        dropping.forwardForTraining(rows, again);
        assertThat(scored).containsExactly(expected);
        assertThat(again).as("of one address").containsExactly(trained);
        assertThat(trained).isNotEqualTo(expected);
        dropping.at(new StepAddress(0, 4));
        dropping.forwardForTraining(rows, again);
        assertThat(again).isNotEqualTo(trained);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void share_outsideItsBounds_isRefused(double share) {
        assertThatThrownBy(() -> new HiddenLayers(HiddenActivation.RELU, Normalisation.NONE, share))
                .hasMessage("dropout = " + share
                        + " must be at least 0 and below 1. Set the share of units to leave out, for example 0.1.");
    }

    private static MultiTaskNetwork network(Architecture architecture, HiddenLayers hidden) {
        return MultiTaskNetwork.build(
                NetworkGraph.of(architecture, new NetworkOptions(hidden), InputFields.numbers(3), 2), 5);
    }

    private static float[] filled(DropoutMask mask, long address) {
        float[] filled = DropoutMask.room(ENTRIES);
        mask.fill(address, filled, ENTRIES);
        return filled;
    }
}
