package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.model.architecture.AdaShare;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.MtlNas;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a report tells of a structure that training found. */
class FoundStructureTest {
    private static final TaskSet TASKS = new TaskSet(
            List.of(new TaskSpec("click", "c", TaskType.BINARY), new TaskSpec("buy", "b", TaskType.BINARY)));

    /** A model in which the named gates are open and all others of the prefix closed. */
    private static Recommender model(Architecture architecture, String prefix, Set<String> open) {
        ModelSpec spec = new ModelSpec(
                TASKS,
                new FeatureSchema(List.of(FeatureColumn.numeric("n"))),
                LabelScale.identities(2),
                new NetworkSettings(architecture, 1),
                1);
        float[] parameters = MultiTaskNetwork.of(spec).parameters();
        for (Slice slice : spec.graph().layout().slices()) {
            if (slice.name().startsWith(prefix)) {
                parameters[slice.offset()] = open.contains(slice.layer()) ? 1 : -1;
            }
        }
        return new Recommender(spec, parameters, EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd())));
    }

    @Test
    void mtlNas_openEdges_areNamedByLayerAndTask() {
        MtlNas architecture = new MtlNas(0.9, 0, 0, List.of(3, 2), List.of());
        Recommender model =
                model(architecture, "edge", Set.of("edge0-0-from1-0", "edge1-1-from0-1", "edge1-1-from0-0"));
        assertThat(FoundStructure.of(model))
                .containsExactly(
                        "mtl-nas: layer 1 of click is combined with layer 1 of buy.",
                        "mtl-nas: layer 1 of buy is combined with no other task.",
                        "mtl-nas: layer 2 of click is combined with no other task.",
                        "mtl-nas: layer 2 of buy is combined with layer 2 of click, layer 1 of click.");
    }

    @Test
    void adaShare_chosenBlocks_areCountedFromTheInput() {
        AdaShare architecture = new AdaShare(3, 3, new AdaShare.Policy(5, 0.9, 0, 0, 0), List.of());
        Recommender model = model(architecture, "policy", Set.of("policy0-0", "policy0-2"));
        assertThat(FoundStructure.of(model))
                .containsExactly(
                        "adashare: click executes 1, 3 of 3 blocks.", "adashare: buy executes none of 3 blocks.");
    }

    @Test
    void otherArchitectures_haveNothingToTell() {
        assertThat(FoundStructure.of(model(new Mmoe(2, List.of(3), List.of()), "edge", Set.of())))
                .isEmpty();
    }
}
