package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.EntropyGate;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import io.fulcrum.model.graph.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A bottom for each task, with edges between bottoms that are searched while they are trained (Gao et al., MTL-NAS,
 * CVPR 2020): after each layer a task continues with a dense layer over its own output and, through a gate each, the
 * outputs of this layer and those below it in the bottoms of the other tasks. Gates are driven to 0 or 1 by their
 * entropy ({@link EntropyGate}). Deviations from the paper: dense instead of convolutional layers and no batch
 * normalisation; gates and weights are trained together on the same rows, in place of in turns on two halves.
 *
 * @param own the number with which a task's own output starts; those of this layer in other bottoms share 1 - own
 * @param entropy factor of the entropy of the gates in the loss
 * @param rampRounds rounds in which that factor grows from 0
 */
public record MtlNas(double own, double entropy, int rampRounds, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {
    /** Gates start half open. */
    private static final List<Double> HALF = List.of(0.0);

    public MtlNas {
        SizeLimits.checkedShare("own", own);
        SizeLimits.checkedFactor("entropy", entropy, "0.01");
        SizeLimits.checkedRounds("rampRounds", rampRounds);
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static MtlNas read(Sizes sizes) {
        return new MtlNas(
                sizes.number("own", 0, 1),
                sizes.number("entropy", 0, Double.MAX_VALUE),
                sizes.whole("ramp-rounds", 0, SizeLimits.MOST_ROUNDS),
                sizes.bottomLayers(),
                sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<List<Value>> stages = new ArrayList<>(); // [layer][task] before other bottoms come in
        List<Value> tops = TaskBottoms.build(graph, tasks, bottomLayers, (layer, outputs) -> {
            stages.add(outputs);
            return IntStream.range(0, tasks)
                    .mapToObj(task -> fused(graph, stages, task))
                    .toList();
        });
        return graph.heads(tops, headLayers);
    }

    /** Returns what a task continues with after the last of the stages. */
    private Value fused(GraphBuilder graph, List<List<Value>> stages, int task) {
        int layer = stages.size() - 1;
        List<Edge> edges = edges(task, stages.get(0).size(), layer);
        List<Value> read = new ArrayList<>(List.of(stages.get(layer).get(task)));
        for (Edge edge : edges) {
            List<Value> source = List.of(stages.get(edge.fromLayer()).get(edge.from()));
            read.add(graph.blend(edge.name(), source, new EntropyGate(entropy, rampRounds), HALF));
        }
        List<Double> factors = new ArrayList<>();
        Architecture.ownAndOthers(own, 0, stages.get(0).size()).forEach(factors::add);
        while (factors.size() < read.size()) {
            factors.add(0.0);
        }
        Start start =
                new Start.Diagonals(factors, read.stream().map(Value::width).toList());
        String name = task + "-" + layer;
        return graph.hidden("fuse" + name, graph.concat("all" + name, read), bottomLayers.get(layer), start);
    }

    /** From the output of a layer of one bottom to the layer over another one's. */
    private record Edge(int task, int layer, int from, int fromLayer) {
        String name() {
            return "edge" + task + "-" + layer + "-from" + from + "-" + fromLayer;
        }
    }

    /** Returns the edges to a layer of a task: those from the same layer first, then those from further below. */
    private static List<Edge> edges(int task, int tasks, int layer) {
        return IntStream.rangeClosed(0, layer)
                .mapToObj(distance -> layer - distance)
                .flatMap(fromLayer -> IntStream.range(0, tasks)
                        .filter(from -> from != task)
                        .mapToObj(from -> new Edge(task, layer, from, fromLayer)))
                .toList();
    }

    @Override
    public List<String> found(List<String> tasks, ToDoubleFunction<String> factor) {
        return IntStream.range(0, bottomLayers.size())
                .boxed()
                .flatMap(layer -> IntStream.range(0, tasks.size()).mapToObj(task -> {
                    Stream<String> open = edges(task, tasks.size(), layer).stream()
                            .filter(edge -> factor.applyAsDouble(edge.name()) == 1)
                            .map(edge -> "layer " + (edge.fromLayer() + 1) + " of " + tasks.get(edge.from()));
                    List<String> read = open.toList();
                    return "mtl-nas: layer " + (layer + 1) + " of " + tasks.get(task) + " is combined with "
                            + (read.isEmpty() ? "no other task." : String.join(", ", read) + ".");
                }))
                .toList();
    }
}
