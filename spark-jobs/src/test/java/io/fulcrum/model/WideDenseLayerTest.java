package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.Pepnet;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Owner;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.Rectified;
import io.fulcrum.model.kernel.Activations;
import io.fulcrum.model.kernel.FastArithmetic;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.layer.BackwardPass;
import io.fulcrum.model.layer.Columns;
import io.fulcrum.model.layer.DenseForm;
import io.fulcrum.model.layer.DenseLayer;
import io.fulcrum.model.layer.Layer;
import io.fulcrum.model.layer.SideBySide;
import io.fulcrum.model.layer.WideDenseLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers side by side compute what each of them does alone. */
class WideDenseLayerTest {
    private static final int ROWS = 5;
    private static final int INPUTS = 3;
    private static final int[] WIDTHS = {2, 4};
    private static final int[] WEIGHTS = {0, 10}; // where parameters begin: those of another layer lie between
    private static final int[] BIASES = {6, 22};
    private static final Owner[] OWNERS = {new Shared(), new Head(1)};

    /** Layers on columns of their own, and all that is read of them. */
    private static final class Side {
        final Activations input = new Activations(INPUTS, Matrix.Order.COLUMNS);
        final Columns below = new Columns(input, 0, INPUTS, new Shared());
        final FlatParameters parameters = new FlatParameters(PlainStep.normals(26, new Random(1)), new float[26]);
        final Activations[] outputs = new Activations[2];
        final Columns[] parts = new Columns[2];
        final Layer[] layers;

        Side(boolean wide) {
            Activations both = new Activations(6, Matrix.Order.COLUMNS);
            DenseForm[] forms = new DenseForm[2];
            for (int i = 0, from = 0; i < 2; from += WIDTHS[i++]) {
                outputs[i] = wide ? both : new Activations(WIDTHS[i], Matrix.Order.COLUMNS);
                parts[i] = new Columns(outputs[i], wide ? from : 0, WIDTHS[i], OWNERS[i]);
                Rectified rectified = new Rectified(0, i == 0 ? WIDTHS[i] : 0);
                forms[i] = new DenseForm(INPUTS, new Columns[] {parts[i]}, rectified, WIDTHS[i], WEIGHTS[i], BIASES[i]);
            }
            layers = wide
                    ? new Layer[] {new WideDenseLayer(below, both, List.of(forms), parameters)}
                    : new Layer[] {
                        new DenseLayer(below, outputs[0], 1, forms[0], parameters),
                        new DenseLayer(below, outputs[1], 1, forms[1], parameters)
                    };
            input.resize(ROWS);
            System.arraycopy(PlainStep.normals(ROWS * INPUTS, new Random(2)), 0, input.valueArray(), 0, ROWS * INPUTS);
        }

        void forward() {
            for (Layer layer : layers) {
                layer.resize(ROWS);
                layer.forward(FastArithmetic.SHARED);
            }
        }

        /** Goes back from the given parts. */
        void backward(BackwardPass pass, int given) {
            Arrays.fill(parameters.gradients(), 9);
            below.forgetGradient();
            for (int i = 0; i < 2; i++) {
                parts[i].forgetGradient();
                Arrays.fill(outputs[i].gradientArray(), parts[i].at(0), parts[i].at(0) + WIDTHS[i] * ROWS, Float.NaN);
                if ((given >> i & 1) == 1) {
                    float[] gradient = PlainStep.normals(WIDTHS[i] * ROWS, new Random(3 + i));
                    System.arraycopy(gradient, 0, outputs[i].gradientArray(), parts[i].at(0), gradient.length);
                    parts[i].keptGradient();
                }
            }
            for (int i = layers.length - 1; i >= 0; i--) {
                layers[i].backward(pass);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void forwardAndBackward_equalThoseOfEachLayer(int given) {
        Side wide = new Side(true);
        Side alone = new Side(false);
        wide.forward();
        alone.forward();
        for (int i = 0; i < 2; i++) {
            for (int entry = 0; entry < WIDTHS[i] * ROWS; entry++) {
                assertThat(wide.outputs[i].valueArray()[wide.parts[i].at(0) + entry])
                        .isCloseTo(alone.outputs[i].valueArray()[entry], within(1e-6f));
            }
        }
        for (BackwardPass pass :
                List.of(new BackwardPass.Training(new double[] {1, 0.25}), BackwardPass.Probe.SHARED)) {
            wide.backward(pass, given);
            alone.backward(pass, given);
            assertThat(wide.parameters.gradients()).containsExactly(alone.parameters.gradients(), within(1e-5f));
            assertThat(wide.below.hasGradient()).isEqualTo(alone.below.hasGradient());
            if (given > 0) {
                for (int entry = 0; entry < ROWS * INPUTS; entry++) {
                    assertThat(wide.input.gradientArray()[entry])
                            .isCloseTo(alone.input.gradientArray()[entry], within(1e-5f));
                }
            }
        }
    }

    @Test
    void sideBySide_pepnet_hasTheGatesOfAllLayers() {
        NetworkGraph graph = NetworkGraph.of(new Pepnet(List.of(), List.of(), 2, List.of(4, 3), List.of()), 5, 2);
        Map<Dense, List<Dense>> groups = SideBySide.of(graph);
        assertThat(groups.values())
                .extracting(group ->
                        group.stream().map(dense -> dense.parts().get(0).name()).toList())
                .containsExactly(List.of("ppnet0-0-hidden", "ppnet0-1-hidden", "ppnet1-0-hidden", "ppnet1-1-hidden"));
    }

    @Test
    void sideBySide_sharedBottomAndMmoe_areLeftAsTheyAre() {
        assertThat(SideBySide.of(NetworkGraph.of(new SharedBottom(List.of(4), List.of(3)), 5, 3)))
                .isEmpty();
        assertThat(SideBySide.of(NetworkGraph.of(new Mmoe(2, List.of(4, 3), List.of(3)), 5, 3)))
                .isEmpty();
    }
}
