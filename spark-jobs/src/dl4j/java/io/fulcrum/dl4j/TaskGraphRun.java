package io.fulcrum.dl4j;

import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Walks a graph's vertices forward, and backward for any set of tasks with any task weights.
 *
 * <p>It takes the place of ComputationGraph's own passes, which can neither weigh an edge, leave out the heads of
 * tasks that are not asked for, go back twice after one forward pass, nor tell the gradient of an input.
 */
final class TaskGraphRun implements AutoCloseable {

    private final TaskGraph tasks;
    private final ComputationGraph graph;
    private final GraphVertex[] vertices;
    private final int[] order; // [position] vertex
    private final INDArray[] epsilons; // [vertex] null until something flows back into it
    private final ReusedMatrix[] sums; // [vertex] memory for what flows back from several readers

    TaskGraphRun(TaskGraph tasks, ComputationGraph graph) {
        this.tasks = tasks;
        this.graph = graph;
        this.vertices = graph.getVertices();
        this.order = graph.topologicalSortOrder();
        this.epsilons = new INDArray[vertices.length];
        this.sums = Arrays.stream(vertices)
                .map(vertex -> new ReusedMatrix(vertex.isInputVertex() ? 'c' : 'f'))
                .toArray(ReusedMatrix[]::new);
    }

    /** The activations of all outputs, in the graph's order of them. */
    INDArray[] forward(INDArray[] inputs, Mode mode, LayerWorkspaceMgr workspaces) {
        graph.setInputs(inputs);
        INDArray[] outputs = new INDArray[tasks.tasks()];
        for (int index : order) {
            GraphVertex vertex = vertices[index];
            INDArray out = vertex.isInputVertex() ? inputs[index] : vertex.doForward(mode == Mode.TRAINING, workspaces);
            VertexIndices[] readers = vertex.getOutputVertices();
            for (int i = 0; readers != null && i < readers.length; i++) {
                vertices[readers[i].getVertexIndex()].setInput(readers[i].getVertexEdgeNumber(), out, workspaces);
            }
            int task = tasks.outputs().indexOf(vertex.getVertexName());
            if (task >= 0) {
                outputs[task] = out;
            }
        }
        return outputs;
    }

    /** Whether layers behave as when learning (dropout acts) or as when scoring. */
    enum Mode {
        TRAINING,
        SCORING
    }

    /**
     * Fills the graph's flat gradient; parameters that no given task depends on get zero.
     *
     * @param lossGradients task to gradient of its loss by the activations of its output
     */
    Gradient backward(Map<Integer, INDArray> lossGradients, double[] taskWeights, LayerWorkspaceMgr workspaces) {
        Arrays.fill(epsilons, null);
        graph.getFlattenedGradients().assign(0);
        for (int task = 0; task < tasks.tasks(); task++) {
            if (lossGradients.containsKey(task)) {
                int vertex = graph.getVertex(tasks.outputs().get(task)).getVertexIndex();
                accumulate(vertex, lossGradients.get(task), tasks.outputFactor(task, taskWeights));
            }
        }
        Gradient gradient = new DefaultGradient(graph.getFlattenedGradients());
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            if (epsilons[order[i]] != null && !vertex.isInputVertex() && !frozen(vertex)) {
                backward(vertex, taskWeights, workspaces, gradient);
            }
        }
        return gradient;
    }

    /** What flowed back into an input of the network during the last backward pass. */
    INDArray inputGradient(int input) {
        return epsilons[input];
    }

    private void backward(GraphVertex vertex, double[] taskWeights, LayerWorkspaceMgr workspaces, Gradient gradient) {
        vertex.setEpsilon(epsilons[vertex.getVertexIndex()]);
        Pair<Gradient, INDArray[]> result = vertex.doBackward(false, workspaces);
        if (result.getFirst() != null) {
            result.getFirst()
                    .gradientForVariable()
                    .forEach((name, array) -> gradient.setGradientFor(vertex.getVertexName() + "_" + name, array));
        }
        VertexIndices[] inputs = vertex.getInputVertices();
        INDArray[] flowsBack = result.getSecond();
        for (int i = 0; i < inputs.length; i++) {
            GraphVertex from = vertices[inputs[i].getVertexIndex()];
            if (flowsBack[i] != null) {
                double factor = tasks.edgeFactor(from.getVertexName(), vertex.getVertexName(), taskWeights);
                accumulate(from.getVertexIndex(), flowsBack[i], factor);
            }
        }
    }

    private void accumulate(int vertex, INDArray epsilon, double factor) {
        if (epsilons[vertex] != null) {
            addScaled(epsilon, factor, epsilons[vertex]);
        } else if (factor == 1 && vertices[vertex].getNumOutputConnections() <= 1) {
            epsilons[vertex] = epsilon;
        } else {
            epsilons[vertex] = sums[vertex].of(epsilon.dataType(), epsilon.shape());
            epsilon.muli(factor, epsilons[vertex]);
        }
    }

    private static void addScaled(INDArray epsilon, double factor, INDArray sum) {
        boolean sameMemoryOrder = epsilon.ordering() == sum.ordering() && epsilon.elementWiseStride() == 1;
        if (sameMemoryOrder) {
            Nd4j.getBlasWrapper().level1().axpy(sum.length(), factor, epsilon, sum);
        } else {
            sum.addi(factor == 1 ? epsilon : epsilon.mul(factor));
        }
    }

    private static boolean frozen(GraphVertex vertex) {
        return vertex instanceof FrozenVertex || vertex.hasLayer() && vertex.getLayer() instanceof FrozenLayer;
    }

    /** Releases the memory of our own layers, of sums, parameters and gradients. */
    @Override
    public void close() {
        Arrays.stream(sums).forEach(ReusedMatrix::close);
        Arrays.stream(vertices).forEach(TaskGraphRun::close);
        for (INDArray array : new INDArray[] {graph.params(), graph.getFlattenedGradients()}) {
            if (array.closeable()) {
                array.close();
            }
        }
    }

    private static void close(GraphVertex vertex) {
        if (vertex.hasLayer() && vertex.getLayer() instanceof FusedDenseLayer layer) {
            layer.close();
        }
    }
}
