package io.fulcrum.dl4j;

import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Head;
import io.fulcrum.model.graph.ParameterLayout.Owner;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A multi-output graph seen as tasks: one task per output, each vertex shared or part of one task's head.
 *
 * <p>A vertex below exactly one output belongs to that task's head; one below several is shared, and so are the
 * network's inputs, since the tables that feed them serve all tasks. Task weights act where the way back enters the
 * shared part, so that heads learn at the same rate whatever the weight of their task; scaling whole losses, as
 * public implementations do, would change the heads' learning rate with every new weight. They are factors on edges
 * of the backward pass rather than vertices: the graph keeps its vertices and their order, so its flat vectors are
 * those of the user's own graph.
 */
final class TaskGraph {

    private final ComputationGraphConfiguration configuration;
    private final List<Optional<OutputLoss>> losses;
    private final Map<String, Owner> owners;

    private TaskGraph(ComputationGraphConfiguration configuration, List<Optional<OutputLoss>> losses) {
        this.configuration = configuration;
        this.losses = losses;
        this.owners = owners(configuration);
    }

    /**
     * Analyses a copy of the graph in which output layers are replaced by plain layers without a loss, and plain dense
     * layers by our own.
     */
    static TaskGraph of(ComputationGraphConfiguration original) {
        if (original.getBackpropType() != BackpropType.Standard) {
            throw new IllegalArgumentException("Graph with outputs " + original.getNetworkOutputs()
                    + " uses backpropagation type " + original.getBackpropType()
                    + ": only Standard can be split by task."
                    + " Remove backpropType(...) from the graph.");
        }
        ComputationGraphConfiguration copy = original.clone();
        List<Optional<OutputLoss>> losses = new ArrayList<>();
        for (String output : copy.getNetworkOutputs()) {
            losses.add(PlainOutputs.replace(copy, output));
        }
        FusedDense.replaceStock(copy);
        return new TaskGraph(copy, List.copyOf(losses));
    }

    int tasks() {
        return losses.size();
    }

    List<String> outputs() {
        return configuration.getNetworkOutputs();
    }

    /** The losses of all outputs, in their order. */
    List<OutputLoss> losses() {
        List<OutputLoss> all = losses.stream().flatMap(Optional::stream).toList();
        if (all.size() < tasks()) {
            throw new IllegalArgumentException(
                    "Graph with outputs " + outputs() + " has a loss on " + all.size()
                            + " of them: every output must say what it is trained on. End each in an OutputLayer or LossLayer.");
        }
        return all;
    }

    /** Factor on what flows back over the edge from a vertex or input to a vertex reading it. */
    double edgeFactor(String from, String to, double[] taskWeights) {
        return owner(from) instanceof Shared && owner(to) instanceof Head head ? taskWeights[head.task()] : 1;
    }

    /** Factor on the gradient of a task's loss where it enters the graph: one, unless the output itself is shared. */
    double outputFactor(int task, double[] taskWeights) {
        return owner(outputs().get(task)) instanceof Shared ? taskWeights[task] : 1;
    }

    Owner owner(String vertex) {
        return owners.getOrDefault(vertex, new Shared());
    }

    /** A runnable network with start values as the configuration says. */
    ComputationGraph network() {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        graph.initGradientsView();
        PlainOutputs.requireNone(graph);
        return graph;
    }

    /** Slices in the order of the graph's flat vector. */
    ParameterLayout layout(ComputationGraph graph) {
        Set<String> nearest = nearestShared(graph);
        List<Slice> slices = new ArrayList<>();
        List<Slice> last = new ArrayList<>();
        int offset = 0;
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            for (Map.Entry<String, INDArray> array : vertex.paramTable(false).entrySet()) {
                String name = vertex.getVertexName() + "_" + array.getKey();
                int length = Math.toIntExact(array.getValue().length());
                Slice slice = new Slice(name, offset, length, owner(vertex.getVertexName()));
                slices.add(slice);
                if (nearest.contains(vertex.getVertexName())) {
                    last.add(slice);
                }
                offset += length;
            }
        }
        return new ParameterLayout(slices, last);
    }

    /** The first shared vertices with parameters on the ways down from the outputs. */
    private Set<String> nearestShared(ComputationGraph graph) {
        Set<String> nearest = new HashSet<>();
        Set<String> seen = new HashSet<>(outputs());
        Deque<String> open = new ArrayDeque<>(outputs());
        while (!open.isEmpty()) {
            String vertex = open.remove();
            boolean has = !configuration.getNetworkInputs().contains(vertex)
                    && graph.getVertex(vertex).numParams() > 0;
            if (has && owner(vertex) instanceof Shared) {
                nearest.add(vertex);
            } else {
                configuration.getVertexInputs().getOrDefault(vertex, List.of()).stream()
                        .filter(seen::add)
                        .forEach(open::add);
            }
        }
        return nearest;
    }

    private static Map<String, Owner> owners(ComputationGraphConfiguration configuration) {
        Map<String, BitSet> above = new HashMap<>();
        List<String> outputs = configuration.getNetworkOutputs();
        for (int task = 0; task < outputs.size(); task++) {
            mark(configuration, outputs.get(task), task, above);
        }
        Map<String, Owner> owners = new HashMap<>();
        above.forEach((vertex, tasks) ->
                owners.put(vertex, tasks.cardinality() > 1 ? new Shared() : new Head(tasks.nextSetBit(0))));
        configuration.getNetworkInputs().forEach(input -> owners.put(input, new Shared()));
        return owners;
    }

    private static void mark(
            ComputationGraphConfiguration configuration, String vertex, int task, Map<String, BitSet> above) {
        BitSet tasks = above.computeIfAbsent(vertex, name -> new BitSet());
        if (!tasks.get(task)) {
            tasks.set(task);
            configuration
                    .getVertexInputs()
                    .getOrDefault(vertex, List.of())
                    .forEach(input -> mark(configuration, input, task, above));
        }
    }
}
