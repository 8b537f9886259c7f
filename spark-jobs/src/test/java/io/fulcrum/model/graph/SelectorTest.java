package io.fulcrum.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.MultiTaskNetwork;
import io.fulcrum.model.architecture.DselectK;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.kernel.FastArithmetic;
import io.fulcrum.model.layer.Measures;
import io.fulcrum.model.layer.NetworkReadings;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final double[] NUMBERS = {0.2, -0.1, 0.3, -0.4, 0.5, -0.2}; // two codes of two digits, two scores
    private static final double[] ABOVE = {0.7, -1.1, 0.4, 2}; // [expert]

    @Test
    void share_decidedDigits_isAllForOneExpert() {
        Selector selector = new Selector(4, 1, 1, 0);
        double[] row = {0.6, -0.5, 3}; // digit 0 is 1, digit 1 is 0: expert 1
        selector.decide(row, new FastArithmetic());

        for (int expert = 0; expert < 4; expert++) {
            assertThat(selector.share(row, expert)).isEqualTo(expert == 1 ? 1 : 0);
        }
    }

    @Test
    void share_anyNumbers_addUpToOne() {
        Selector selector = new Selector(4, 2, 1, 0);
        double[] row = NUMBERS.clone();
        selector.decide(row, new FastArithmetic());

        double sum = 0;
        for (int expert = 0; expert < 4; expert++) {
            sum += selector.share(row, expert);
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Test
    void step_halfWay_isAHalfWithTheSlopeOfThePaper() {
        Selector selector = new Selector(2, 1, 0.5, 0);

        assertThat(selector.step(0)).isEqualTo(0.5);
        assertThat(selector.step(0.25)).isEqualTo(1);
        assertThat(selector.step(-0.25)).isEqualTo(0);
        assertThat((selector.step(1e-6) - selector.step(-1e-6)) / 2e-6).isCloseTo(3, within(1e-6)); // 3 / (2 gamma)
    }

    @Test
    void backward_equalsFiniteDifferencesOfSharesAndEntropy() {
        Selector selector = new Selector(4, 2, 2, 0);
        double pull = 0.3;
        Selector.Room room = new Selector.Room(selector);
        double[] gradient = room.row;
        System.arraycopy(NUMBERS, 0, gradient, 0, NUMBERS.length);
        System.arraycopy(ABOVE, 0, room.above, 0, ABOVE.length);
        selector.backward(room, pull, new FastArithmetic());

        for (int i = 0; i < NUMBERS.length; i++) {
            double[] more = NUMBERS.clone();
            double[] less = NUMBERS.clone();
            more[i] += 1e-6;
            less[i] -= 1e-6;
            double expected = (objective(selector, more, pull) - objective(selector, less, pull)) / 2e-6;
            assertThat(gradient[i]).as("number " + i).isCloseTo(expected, within(1e-7));
        }
    }

    @Test
    void step_entropy_isToldAsATermOfEachGate() {
        DselectK architecture = new DselectK(new Selector(4, 2, 1, 0.1), List.of(3), List.of());
        MultiTaskNetwork network = MultiTaskNetwork.build(architecture, 2, 2, 1);
        network.setParameters(
                new float[network.layout().size()]); // each digit is half 1, so experts are equally likely
        float[] input = {1, 2, 3, 4, 5, 6};
        float[] logits = new float[6];
        for (int step = 0; step < 2; step++) {
            network.forwardForTraining(NetworkRows.plain(input, new float[6], 3, 2), logits);
            network.backward(new float[] {1, -1, 1, 1, 1, 1}, new double[] {1, 1});
            network.countTerms();
        }
        Measures measures = new Measures();
        network.takeTerms(measures);

        NetworkGraph graph = NetworkGraph.of(architecture, 2, 2);
        double expected = 0.1 * 2 * -Math.log(0.25 + 1e-6); // of two selectors, each of whose shares is a quarter
        assertThat(NetworkReadings.of(graph, measures, network.parameters(), 0).terms())
                .containsOnlyKeys("gate0-entropy", "gate1-entropy")
                .allSatisfy((name, value) -> assertThat(value).isCloseTo(expected, within(1e-12)));
    }

    /** Σ_e above_e share_e, and the selectors' entropy, written without the code under test's products. */
    private static double objective(Selector selector, double[] numbers, double pull) {
        double sum = 0;
        double total = Math.exp(numbers[4]) + Math.exp(numbers[5]);
        for (int i = 0; i < 2; i++) {
            double low = selector.step(numbers[2 * i]);
            double high = selector.step(numbers[2 * i + 1]);
            double[] taken = {(1 - low) * (1 - high), low * (1 - high), (1 - low) * high, low * high};
            for (int expert = 0; expert < 4; expert++) {
                sum += ABOVE[expert] * Math.exp(numbers[4 + i]) / total * taken[expert];
                sum -= pull * taken[expert] * Math.log(taken[expert] + 1e-6);
            }
        }
        return sum;
    }

    @Test
    void make_outOfBounds_isRefusedInWords() {
        assertThatThrownBy(() -> new Selector(6, 1, 1, 0))
                .hasMessage(
                        "experts = 6 must be a power of two, since a selector is a binary code of an expert's number."
                                + " Set, for example, 8.");
        assertThatThrownBy(() -> new Selector(4, 5, 1, 0))
                .hasMessage("selected = 5 must be between 1 and the number of experts, 4. Set how many experts a task"
                        + " selects, for example 2.");
        assertThatThrownBy(() -> new Selector(4, 1, 0, 0))
                .hasMessageStartingWith("gamma = 0.0 must be finite and above 0.");
        assertThatThrownBy(() -> new Selector(4, 1, 1, -1)).hasMessageStartingWith("entropy = -1.0 must be finite and");
    }
}
