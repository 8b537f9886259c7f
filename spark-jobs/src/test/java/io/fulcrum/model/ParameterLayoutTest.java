package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.ParameterLayout.Head;
import io.fulcrum.model.ParameterLayout.Shared;
import io.fulcrum.model.ParameterLayout.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;

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
