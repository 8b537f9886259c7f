package io.fulcrum.jobs.bench;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.model.Architecture;
import io.fulcrum.model.Mmoe;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.NetworkSettings;
import io.fulcrum.model.SharedBottom;
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
 * @param network {@code mmoe} or {@code shared-bottom}
 * @param experts 1 for a shared bottom
 * @param sharedLayers widths of an expert's or the bottom's layers
 */
record WorkloadShape(
        int rows,
        int batchSize,
        List<Integer> fields,
        int embeddingSize,
        int numbers,
        int tasks,
        String network,
        int experts,
        List<Integer> sharedLayers,
        List<Integer> headLayers) {
    private static final String MMOE = "mmoe";
    private static final String SHARED_BOTTOM = "shared-bottom";

    /** Returns the shapes of a network of two binary tasks over the given data. */
    static WorkloadShape of(Architecture network, GeneratedRows.Columns columns, int rows, int batchSize) {
        if (network instanceof Mmoe mmoe) {
            return new WorkloadShape(
                    rows,
                    batchSize,
                    columns.fields(),
                    columns.embeddingSize(),
                    columns.numbers(),
                    2,
                    MMOE,
                    mmoe.experts(),
                    mmoe.expertLayers(),
                    mmoe.headLayers());
        }
        SharedBottom bottom = (SharedBottom) network;
        return new WorkloadShape(
                rows,
                batchSize,
                columns.fields(),
                columns.embeddingSize(),
                columns.numbers(),
                2,
                SHARED_BOTTOM,
                1,
                bottom.bottomLayers(),
                bottom.headLayers());
    }

    /** Returns the model of these shapes. */
    ModelSpec spec() {
        Architecture architecture = network.equals(MMOE)
                ? new Mmoe(experts, sharedLayers, headLayers)
                : new SharedBottom(sharedLayers, headLayers);
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
     * learns from it. Layers: the shared stack of every expert, a gate of input × experts for each task of an MMoE, the
     * heads. Biases, activations, the mixing of experts, losses and the optimiser are not counted.
     */
    double stepFlops() {
        double first = (double) inputWidth() * sharedLayers.get(0) * experts;
        first += network.equals(MMOE) ? (double) tasks * inputWidth() * experts : 0;
        double further = experts * products(sharedLayers) + tasks * products(headWidths());
        double passes = 3 * further + (fields.isEmpty() ? 2 : 3) * first;
        return 2 * passes * batchSize;
    }

    private List<Integer> headWidths() {
        List<Integer> widths = new ArrayList<>(List.of(sharedLayers.get(sharedLayers.size() - 1)));
        widths.addAll(headLayers);
        widths.add(1);
        return widths;
    }

    private static double products(List<Integer> widths) {
        return IntStream.range(1, widths.size())
                .mapToDouble(i -> (double) widths.get(i - 1) * widths.get(i))
                .sum();
    }

    private List<FeatureColumn> columns() {
        List<FeatureColumn> columns = new ArrayList<>();
        IntStream.range(0, fields.size())
                .forEach(field -> columns.add(FeatureColumn.categorical("field" + field, fields.get(field))));
        IntStream.range(0, numbers).forEach(number -> columns.add(FeatureColumn.numeric("number" + number)));
        return columns;
    }
}
