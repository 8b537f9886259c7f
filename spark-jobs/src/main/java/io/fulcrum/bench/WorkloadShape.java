package io.fulcrum.bench;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.graph.NetworkGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shapes of a network and of its data, as the other side of a comparison reads them too.
 *
 * @param fields [categorical field] number of its ids
 * @param numbers numeric inputs
 * @param tasks binary tasks
 */
public record WorkloadShape(
        int rows,
        int batchSize,
        List<Integer> fields,
        int embeddingSize,
        int numbers,
        int tasks,
        Architecture architecture) {

    /** Returns the shapes of a network of two binary tasks over the given data. */
    public static WorkloadShape of(Architecture network, GeneratedRows.Columns columns, int rows, int batchSize) {
        return new WorkloadShape(
                rows, batchSize, columns.fields(), columns.embeddingSize(), columns.numbers(), 2, network);
    }

    /** Returns the model of these shapes. */
    public ModelSpec spec() {
        List<TaskSpec> specs = IntStream.range(0, tasks)
                .mapToObj(task -> new TaskSpec("task" + task, "task" + task, TaskType.BINARY))
                .toList();
        List<LabelScale> scales = Collections.nCopies(tasks, LabelScale.IDENTITY);
        return new ModelSpec(
                new TaskSet(specs),
                new FeatureSchema(columns()),
                scales,
                new NetworkSettings(architecture, embeddingSize),
                1);
    }

    int inputWidth() {
        return fields.size() * embeddingSize + numbers;
    }

    /** Bytes of the embedding tables with the state of Adam. */
    long tableBytes() {
        return spec().embeddings(StepWorker.ADAM.rule()).tables().stream()
                .mapToLong(table -> (long) table.rows() * (3L * embeddingSize + 1) * Float.BYTES)
                .sum();
    }

    /**
     * Floating-point operations of the matrix products of a step. A layer of a × b costs 2ab a row in the forward pass
     * (a multiplication and an addition), as much for the gradient of its parameters, and as much for that of its
     * input; the last falls away for layers that read the network's input where it holds no embeddings, for nothing
     * learns from it. Biases, activations, mixtures, losses and the optimiser are not counted.
     */
    double stepFlops() {
        NetworkGraph graph = spec().graph();
        double first = graph.inputFlops();
        return batchSize * (3 * (graph.flops() - first) + (fields.isEmpty() ? 2 : 3) * first);
    }

    private List<FeatureColumn> columns() {
        List<FeatureColumn> columns = new ArrayList<>();
        IntStream.range(0, fields.size())
                .forEach(field -> columns.add(FeatureColumn.categorical("field" + field, fields.get(field))));
        IntStream.range(0, numbers).forEach(number -> columns.add(FeatureColumn.numeric("number" + number)));
        return columns;
    }
}
