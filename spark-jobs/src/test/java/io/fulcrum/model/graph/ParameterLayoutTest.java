package io.fulcrum.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterLayoutTest {

    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(
            new Slice("a", 0, 2, new Shared()), new Slice("b", 2, 1, new Head(0)), new Slice("c", 3, 2, new Shared())));

    @Test
    void sizes_interleavedOwners_counted() {
        assertThat(LAYOUT.size()).isEqualTo(5);
        assertThat(LAYOUT.sharedSize()).isEqualTo(4);
    }

    @Test
    void addShared_calledTwice_adds() {
        double[] target = new double[4];
        LAYOUT.addShared(new float[] {1, 2, 3, 4, 5}, target);
        LAYOUT.addShared(new float[] {1, 2, 3, 4, 5}, target);
        assertThat(target).containsExactly(2, 4, 8, 10);
    }

    @Test
    void describe_oneLineASlice() {
        assertThat(LAYOUT.describe()).isEqualTo("a 0+2 shared\nb 2+1 head 0\nc 3+2 shared\n");
    }

    @Test
    void lastShared_onlyTheOrderIsKnown_isTheLastSharedLayer() {
        assertThat(LAYOUT.lastShared()).containsExactly(new Slice("c", 3, 2, new Shared()));
        assertThat(new ParameterLayout(List.of(new Slice("a", 0, 2, new Head(0)))).lastShared())
                .isEmpty();
    }

    /** What the way down from each of two logits meets first, whatever comes last in the order of parameters. */
    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void lastShared_ofAnArchitecture_areTheSharedLayersThatHeadsRead(ArchitectureType type) {
        List<String> layers = switch (type) {
            case SHARED_BOTTOM -> List.of("bottom1");
            case MTAN -> List.of("bottom0", "bottom1"); // a mask of each layer
            case MMOE, DSELECT_K -> List.of("experts1");
            case OMOE -> List.of("gate", "experts1");
            case SINGLE_TASK, SOFT_SHARING -> List.of();
            case PLE -> // a task's own experts of the second level read those of the first
                List.of("experts0-shared-1", "experts0-task0-1", "experts0-task1-1", "experts1-shared-1");
            case CROSS_STITCH, NDDR -> List.of("bottom0-1", "bottom1-1");
            case SLUICE -> // the heads read subspaces of all layers
                List.of(
                        "bottom0-0-0",
                        "bottom0-0-1",
                        "bottom1-0-0",
                        "bottom1-0-1",
                        "bottom0-1-0",
                        "bottom0-1-1",
                        "bottom1-1-0",
                        "bottom1-1-1");
            case ESMM, ESCM2_IPS, ESCM2_DR -> List.of("logit0"); // the second task's probability is its product
            case AITM -> List.of("bottom0-1"); // is passed on to the second task
            case PEPNET -> List.of("epnet-scores");
            case STEM -> List.of("shared-expert1");
            case DBMTL -> List.of("bottom1", "head0-0"); // the second task reads the first one's head
            case SNR_TRANS, SNR_AVER -> List.of("sub1-0-1", "sub1-1-1");
            case MTL_NAS -> List.of("bottom0-0", "bottom1-0", "bottom0-1", "bottom1-1"); // edges skip layers
            case ADASHARE -> List.of("first", "block0", "block1"); // blocks may be skipped
            case HOME ->
                List.of(
                        "gate0-group0",
                        "self0-group0",
                        "experts0-group0-1",
                        "experts0-shared-1",
                        "experts1-group0-1",
                        "experts1-shared-1");
        };
        Architecture architecture = ArchitectureExamples.small(type);
        InputFields fields = InputFields.sample(architecture.namedFeatures(), architecture.leastEmbeddingSize(2));
        List<Slice> last = NetworkGraph.of(architecture, fields, 2).layout().lastShared();
        assertThat(last).allMatch(slice -> slice.owner() instanceof Shared);
        assertThat(last.stream().map(Slice::layer).distinct()).containsExactlyInAnyOrderElementsOf(layers);
        assertThat(last).as("weights and biases").hasSize(2 * layers.size());
    }

    @Test
    void new_gapBetweenSlices_refused() {
        assertThatThrownBy(() -> new ParameterLayout(
                        List.of(new Slice("a", 0, 2, new Shared()), new Slice("b", 3, 1, new Head(0)))))
                .hasMessage(
                        "Parameter slice \"b\" starts at 3 but the slice before it ends at 2: slices must be disjoint and"
                                + " cover the vector in order. List every slice once, in the order of the flat vector.");
    }

    @Test
    void new_repeatedName_refused() {
        assertThatThrownBy(() -> new ParameterLayout(
                        List.of(new Slice("a", 0, 2, new Shared()), new Slice("a", 2, 1, new Head(0)))))
                .hasMessageContaining("[a, a] repeat a name");
    }

    @Test
    void slice_empty_refused() {
        assertThatThrownBy(() -> new Slice("a", 0, 0, new Shared()))
                .hasMessageContaining("\"a\" has offset 0 and length 0")
                .hasMessageContaining("Leave out empty slices.");
    }
}
