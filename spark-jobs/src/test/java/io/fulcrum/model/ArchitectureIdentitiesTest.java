package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.AdaShare;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.CrossStitch;
import io.fulcrum.model.architecture.Esmm;
import io.fulcrum.model.architecture.Home;
import io.fulcrum.model.architecture.HomeExperts;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.Mtan;
import io.fulcrum.model.architecture.MtlNas;
import io.fulcrum.model.architecture.Nddr;
import io.fulcrum.model.architecture.Omoe;
import io.fulcrum.model.architecture.Ple;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.architecture.SingleTask;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Architectures that are another one for some of their sizes or parameters: both get the same logits. */
class ArchitectureIdentitiesTest {
    private static final int INPUTS = 5;
    private static final int TASKS = 3;
    private static final int ROWS = 9;
    private static final List<Integer> WIDTHS = List.of(6, 4);
    private static final List<Integer> HEADS = List.of(3);
    private static final float[] INPUT = normals(ROWS * INPUTS, 3);

    @Test
    void crossStitch_ownOutputsOnly_isSingleTaskToTheBit() {
        assertSame(new CrossStitch(1, WIDTHS, HEADS), new SingleTask(WIDTHS, HEADS), 0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.9, 1})
    void nddr_start_isThatOfCrossStitch(double own) {
        assertSame(new Nddr(own, WIDTHS, HEADS), new CrossStitch(own, WIDTHS, HEADS), 1e-6);
    }

    @Test
    void mmoe_oneExpert_isSharedBottom() {
        assertSame(new Mmoe(1, WIDTHS, HEADS), bottomsOf("experts"), 0);
    }

    @Test
    void omoe_oneExpert_isSharedBottom() {
        assertSame(new Omoe(1, WIDTHS, HEADS), bottomsOf("experts"), 0);
    }

    @Test
    void ple_oneLevelWithoutTaskExperts_isMmoe() {
        Named ple = new Named(new Ple(1, 3, 0, WIDTHS, HEADS)).drawn(5);
        Named mmoe = new Named(new Mmoe(3, WIDTHS, HEADS))
                .as(
                        ple,
                        name -> name.replaceFirst("^experts", "experts0-shared-")
                                .replaceFirst("^gate", "gate0-"));
        assertThat(mmoe.logits()).containsExactly(ple.logits());
    }

    @Test
    void home_groupsThatAreOne_areTheGroupOfAll() {
        HomeExperts experts = new HomeExperts(1, 2, 1);
        assertThat(NetworkGraph.of(new Home(List.of(0, 0, 0), experts, 2, WIDTHS, HEADS), INPUTS, TASKS))
                .isEqualTo(NetworkGraph.of(new Home(List.of(), experts, 2, WIDTHS, HEADS), INPUTS, TASKS));
    }

    @Test
    void home_groupOfOneTask_sharesItsExpertsAtTheMetaLevelAlone() {
        Home home = new Home(List.of(0, 0, 1), new HomeExperts(1, 2, 1), 2, WIDTHS, HEADS);
        NetworkGraph graph = NetworkGraph.of(home, INPUTS, TASKS);
        Map<String, String> owners = new HashMap<>();
        graph.layout()
                .slices()
                .forEach(slice -> owners.put(slice.name(), slice.owner().toString()));
        assertThat(owners)
                .containsEntry("experts0-group0-0_W", "shared")
                .containsEntry("experts0-group1-0_W", "shared")
                .containsEntry("experts1-group0-0_W", "shared")
                .containsEntry("experts1-group1-0_W", "head 2")
                .containsEntry("self0-group1_W", "head 2")
                .containsEntry("experts1-shared-0_W", "shared")
                .containsEntry("experts1-task1-0_g", "head 1")
                .containsEntry("gate1-task0_W", "head 0");
    }

    @Test
    void mtan_openMasksAndNothingElse_isSharedBottom() {
        Named mtan = new Named(new Mtan(2, WIDTHS, HEADS)).drawn(5);
        for (int task = 0; task < TASKS; task++) {
            for (int layer = 0; layer < WIDTHS.size(); layer++) {
                int width = WIDTHS.get(layer);
                mtan.set("mask" + task + "-" + layer + "_W", new float[2 * width]);
                mtan.set("mask" + task + "-" + layer + "_b", filled(width, 90));
                mtan.set("passed" + task + "-" + layer + "_W", identity(width));
                mtan.set("passed" + task + "-" + layer + "_b", new float[width]);
            }
        }
        Named bottom = new Named(new SharedBottom(WIDTHS, HEADS)).as(mtan, name -> name);
        assertThat(bottom.logits()).containsExactly(mtan.logits(), within(1e-6f));
    }

    @Test
    void esmm_certainEvents_isThePlainTower() {
        Named esmm = new Named(new Esmm(WIDTHS, HEADS)).drawn(5);
        esmm.set("logit0_b", filled(1, 300));
        esmm.set("logit1_b", filled(1, 300));
        Named plain = new Named(new SingleTask(WIDTHS, HEADS)).as(esmm, name -> name);
        assertThat(task(esmm, 2)).containsExactly(task(plain, 2), within(1e-6f));
        assertThat(distinct(task(plain, 2))).isGreaterThan(ROWS / 2);
    }

    @Test
    void esmm_events_areNeverMoreLikelyThanThoseBefore() {
        Named esmm = new Named(new Esmm(WIDTHS, HEADS)).drawn(5);
        for (int row = 0; row < ROWS; row++) {
            assertThat(task(esmm, 1)[row]).isLessThan(task(esmm, 0)[row]);
            assertThat(task(esmm, 2)[row]).isLessThan(task(esmm, 1)[row]);
        }
    }

    @Test
    void mtlNas_ownOutputsAndClosedGates_isSingleTaskToTheBit() {
        Named nas = new Named(new MtlNas(1, 0.01, 20, WIDTHS, HEADS));
        nas.slices.keySet().stream()
                .filter(name -> name.startsWith("edge"))
                .forEach(name -> nas.set(name, filled(1, -1)));
        Named single = new Named(new SingleTask(WIDTHS, HEADS)).as(nas, name -> name);
        assertThat(single.logits()).containsExactly(nas.logits());
        assertThat(distinct(nas.logits())).isGreaterThan(TASKS * ROWS / 2);
    }

    /** Two rectified layers of a bottom give h + relu(W h + b) of h ≥ 0: one for both summands, one for their sum. */
    @Test
    void adaShare_allBlocksSelected_isSharedBottom() {
        int width = 4;
        Named ada = new Named(new AdaShare(width, 2, new AdaShare.Policy(5, 0.965, 1, 0, 0), HEADS)).drawn(5);
        ada.slices.keySet().stream()
                .filter(name -> name.startsWith("policy"))
                .forEach(name -> ada.set(name, filled(1, 2)));
        Named bottom = new Named(new SharedBottom(List.of(width, 2 * width, width, 2 * width, width), HEADS));
        bottom.slices.keySet().stream()
                .filter(name -> !name.startsWith("bottom"))
                .forEach(name -> bottom.set(name, ada.array(name)));
        bottom.set("bottom0_W", ada.array("first_W"));
        bottom.set("bottom0_b", ada.array("first_b"));
        for (int block = 0; block < 2; block++) {
            String both = "bottom" + (2 * block + 1);
            String sum = "bottom" + (2 * block + 2);
            bottom.set(both + "_W", joined(ada.array("block" + block + "_W"), identity(width)));
            bottom.set(both + "_b", joined(ada.array("block" + block + "_b"), new float[width]));
            bottom.set(sum + "_W", besides(identity(width), width));
            bottom.set(sum + "_b", new float[width]);
        }
        assertThat(bottom.logits()).containsExactly(ada.logits(), within(1e-5f));
        assertThat(distinct(ada.logits())).isGreaterThan(TASKS * ROWS / 2);
    }

    @Test
    void adaShare_allBlocksSkipped_isSharedBottomOfItsFirstLayer() {
        Named ada = new Named(new AdaShare(4, 2, new AdaShare.Policy(5, 0.965, 1, 0, 0), HEADS)).drawn(5);
        ada.slices.keySet().stream()
                .filter(name -> name.startsWith("policy"))
                .forEach(name -> ada.set(name, filled(1, -2)));
        Named bottom =
                new Named(new SharedBottom(List.of(4), HEADS)).as(ada, name -> name.replaceFirst("^bottom0", "first"));
        assertThat(bottom.logits()).containsExactly(ada.logits());
    }

    private static float[] joined(float[] first, float[] second) {
        float[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /** Returns [row][column] a square matrix and the same once more to its right. */
    private static float[] besides(float[] matrix, int width) {
        float[] both = new float[2 * matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            both[i / width * 2 * width + i % width] = matrix[i];
            both[i / width * 2 * width + width + i % width] = matrix[i];
        }
        return both;
    }

    /** Returns a shared bottom whose layers are drawn as those of this name. */
    private static Named bottomsOf(String name) {
        return new Named(new SharedBottom(WIDTHS, HEADS)) {
            @Override
            Named as(Named other, UnaryOperator<String> named) {
                return super.as(other, own -> own.replaceFirst("^bottom", name));
            }
        };
    }

    private static void assertSame(Architecture drawn, Architecture plain, double tolerance) {
        assertSame(drawn, new Named(plain), tolerance);
    }

    /** Gives the other network the start values of one; those of stitches, which the others lack, are its own. */
    private static void assertSame(Architecture drawn, Named plain, double tolerance) {
        Named one = new Named(drawn);
        Named same = plain.as(one, name -> name);
        assertThat(same.logits()).containsExactly(one.logits(), within((float) tolerance));
        assertThat(distinct(one.logits())).isGreaterThan(TASKS * ROWS / 2);
    }

    private static long distinct(float[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> values[i])
                .distinct()
                .count();
    }

    private static float[] task(Named network, int task) {
        return Arrays.copyOfRange(network.logits(), task * ROWS, (task + 1) * ROWS);
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] identity(int width) {
        float[] weights = new float[width * width];
        for (int i = 0; i < width; i++) {
            weights[i * width + i] = 1;
        }
        return weights;
    }

    private static float[] normals(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** A network whose arrays are read and set by name. */
    private static class Named {
        private final MultiTaskNetwork network;
        private final Map<String, Slice> slices = new HashMap<>();

        Named(Architecture architecture) {
            network = MultiTaskNetwork.build(architecture, INPUTS, TASKS, 7);
            network.layout().slices().forEach(slice -> slices.put(slice.name(), slice));
        }

        Named drawn(long seed) {
            network.setParameters(normals(network.layout().size(), seed));
            return this;
        }

        /** Takes all arrays from another network, in which they are called otherwise. */
        Named as(Named other, UnaryOperator<String> named) {
            slices.keySet().stream()
                    .filter(name -> !name.startsWith("stitch"))
                    .forEach(name -> set(name, other.array(named.apply(name))));
            return this;
        }

        void set(String name, float[] values) {
            Slice slice = slices.get(name);
            assertThat(values).as(name).hasSize(slice.length());
            float[] all = network.parameters().clone();
            System.arraycopy(values, 0, all, slice.offset(), values.length);
            network.setParameters(all);
        }

        float[] array(String name) {
            assertThat(slices).containsKey(name);
            Slice slice = slices.get(name);
            return Arrays.copyOfRange(network.parameters(), slice.offset(), slice.offset() + slice.length());
        }

        float[] logits() {
            float[] logits = new float[TASKS * ROWS];
            network.forward(INPUT, ROWS, logits);
            return logits;
        }
    }
}
