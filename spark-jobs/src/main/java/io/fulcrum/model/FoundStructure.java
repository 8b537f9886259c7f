package io.fulcrum.model;

import io.fulcrum.contract.TaskSpec;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.ParameterLayout;
import java.util.List;

/** What training found of a network's structure, such as the connections that are open. */
public final class FoundStructure {
    private FoundStructure() {}

    /** Returns it in sentences; none for an architecture that searches for none. */
    public static List<String> of(Recommender model) {
        ModelSpec spec = model.spec();
        NetworkGraph graph = spec.graph();
        ParameterLayout layout = graph.layout();
        List<Operation.Blend> blends = graph.operations().stream()
                .filter(Operation.Blend.class::isInstance)
                .map(Operation.Blend.class::cast)
                .toList();
        List<String> tasks = spec.tasks().tasks().stream().map(TaskSpec::name).toList();
        return spec.network()
                .architecture()
                .found(
                        tasks,
                        name -> blends.stream()
                                .filter(blend -> blend.name().equals(Operation.Blend.numbers(name)))
                                .findFirst()
                                .orElseThrow()
                                .scored(layout, model.parameters())[0]);
    }
}
