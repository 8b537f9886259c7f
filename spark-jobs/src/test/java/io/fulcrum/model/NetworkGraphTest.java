package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.NetworkGraph.Activation;
import io.fulcrum.model.NetworkGraph.Dense;
import io.fulcrum.model.NetworkGraph.Mixture;
import io.fulcrum.model.NetworkGraph.Part;
import io.fulcrum.model.NetworkGraph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks described as data: what each layer reads, makes and where its parameters are. */
class NetworkGraphTest {
    @Test
    void graph_sharedBottom_isTheBottomThenALogitForEachTask() {
        NetworkGraph graph =
                MultiTaskNetwork.of(SmallRecommender.SHARED_BOTTOM).graph(); // bottom 8, 5; no hidden head layers

        Value bottom = new Value(2, 5);
        assertThat(graph.input()).isEqualTo(new Value(NetworkGraph.INPUT, 10)); // three embeddings of 3, a number
        assertThat(graph.operations())
                .containsExactly(
                        dense(graph.input(), 1, relu(1, 8), 0, 80),
                        dense(new Value(1, 8), 1, relu(2, 5), 88, 128),
                        dense(bottom, 1, linear(3, 1), 133, 138),
                        dense(bottom, 1, linear(4, 1), 139, 144));
        assertThat(graph.logits()).containsExactly(new Value(3, 1), new Value(4, 1));
    }

    @Test
    void graph_mmoe_isExpertsWithGatesThenBlocksThenAMixtureAndHeadForEachTask() {
        NetworkGraph graph = MultiTaskNetwork.of(SmallRecommender.MMOE).graph(); // 3 experts of 6, 5; heads of 4

        Value experts = new Value(4, 15);
        List<Part> first = List.of(relu(1, 18), linear(2, 3), linear(3, 3));
        assertThat(graph.operations())
                .containsExactly(
                        new Dense(graph.input(), 1, first, 0, 240),
                        dense(new Value(1, 18), 3, relu(4, 15), 264, 354),
                        new Mixture(new Value(2, 3), experts, new Value(5, 5)),
                        dense(new Value(5, 5), 1, relu(6, 4), 369, 389),
                        dense(new Value(6, 4), 1, linear(7, 1), 393, 397),
                        new Mixture(new Value(3, 3), experts, new Value(8, 5)),
                        dense(new Value(8, 5), 1, relu(9, 4), 398, 418),
                        dense(new Value(9, 4), 1, linear(10, 1), 422, 426));
        assertThat(graph.logits()).containsExactly(new Value(7, 1), new Value(10, 1));
    }

    @Test
    void graph_shallowMmoe_mixesWhatTheFirstLayerPutsOut() {
        NetworkGraph graph = MultiTaskNetwork.build(new Mmoe(2, List.of(4), List.of()), 3, 1, 1)
                .graph();

        assertThat(graph.operations())
                .containsExactly(
                        new Dense(graph.input(), 1, List.of(relu(1, 8), linear(2, 2)), 0, 30),
                        new Mixture(new Value(2, 2), new Value(1, 8), new Value(3, 4)),
                        dense(new Value(3, 4), 1, linear(4, 1), 40, 44));
    }

    @Test
    void graph_recommender_isThatOfItsNetwork() {
        Recommender model = new RandomRecommender(4).model();
        assertThat(NetworkGraph.of(model))
                .isEqualTo(MultiTaskNetwork.of(model.spec()).graph());
    }

    private static Dense dense(Value below, int blocks, Part part, int weights, int biases) {
        return new Dense(below, blocks, List.of(part), weights, biases);
    }

    private static Part relu(int value, int width) {
        return new Part(new Value(value, width), Activation.RELU);
    }

    private static Part linear(int value, int width) {
        return new Part(new Value(value, width), Activation.IDENTITY);
    }
}
