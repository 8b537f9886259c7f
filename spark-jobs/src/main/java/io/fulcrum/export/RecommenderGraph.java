package io.fulcrum.export;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoredNetwork;
import io.fulcrum.model.graph.NetworkGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A recommender as a graph of ONNX operators: an input for each feature (two for a list), an output for each task.
 *
 * @param inputs what each input of the graph takes
 * @param outputs what each output of the graph is
 */
record RecommenderGraph(OnnxGraph graph, List<ExportedInput> inputs, List<ExportedOutput> outputs) {

    /** Returns the graph of a model. */
    static RecommenderGraph of(Recommender model) {
        OnnxGraph graph = new OnnxGraph();
        List<FeatureColumn> features = model.spec().features().columns();
        features.forEach(feature -> graph.freeName(FeatureNodes.checkedName(feature.name())));
        Map<TaskSpec, String> outputNames = new LinkedHashMap<>();
        model.spec().tasks().forEach(task -> outputNames.put(task, TaskNodes.outputName(graph, task)));

        FeatureNodes featureNodes = new FeatureNodes(graph, model);
        List<String> columns = new ArrayList<>();
        model.spec().features().categorical().forEach(field -> columns.add(featureNodes.field(field)));
        FeatureSchema schema = model.spec().features();
        schema.lists().forEach(list -> columns.add(featureNodes.list(list, schema.weights(list))));
        model.spec().features().numeric().forEach(number -> columns.add(featureNodes.number(number)));
        String input = graph.node("Concat", "input", columns, Node.Attribute.of("axis", 1));

        ScoredNetwork scored = ScoredNetwork.of(model);
        NetworkGraph network = scored.graph();
        NetworkNodes networkNodes = new NetworkNodes(graph, scored.parameters(), network.layout(), input);
        network.operations().forEach(networkNodes::add);
        TaskNodes taskNodes = new TaskNodes(graph);
        List<ExportedOutput> outputs = new ArrayList<>();
        for (int i = 0; i < network.logits().size(); i++) {
            TaskSpec task = model.spec().tasks().task(i);
            String logit = networkNodes.name(network.logits().get(i));
            outputs.add(taskNodes.add(task, model.spec().scales().get(i), logit, outputNames.get(task)));
        }
        return new RecommenderGraph(graph, featureNodes.inputs(), outputs);
    }
}
