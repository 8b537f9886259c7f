package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Part;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A bottom for each task, each layer of which puts out two halves; after a layer every half continues as a trained
 * combination of all halves of all tasks, and a head reads a trained combination of all layers of its task (Ruder et
 * al., Latent Multi-task Architecture Learning, AAAI 2019, eq. 2 and 4). All layers have one even width.
 *
 * @param own the number with which a half's own output starts; the other halves share 1 - own
 * @param orthogonality factor of a term of the loss that keeps the weights of a layer's halves apart
 */
public record Sluice(double own, double orthogonality, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {

    public Sluice {
        SizeLimits.checkedShare("own", own);
        SizeLimits.checkedFactor("orthogonality", orthogonality, "1e-3");
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
        if (Collections.max(bottomLayers) > Collections.min(bottomLayers) || bottomLayers.get(0) % 2 != 0) {
            throw new IllegalArgumentException("bottomLayers = " + bottomLayers + " must all have one even width,"
                    + " since layers are cut into halves and added up. Set, for example, [128, 128].");
        }
    }

    static Sluice read(Sizes sizes) {
        int width = sizes.units("width", 1);
        if (width % 2 != 0) {
            sizes.problem("width", "must be even, since layers are cut into halves");
        }
        int layers = sizes.whole("layers", 1, SizeLimits.MOST_LAYERS);
        return new Sluice(
                sizes.number("own", 0, 1),
                sizes.number("orthogonality", 0, Double.MAX_VALUE),
                Collections.nCopies(layers, width + width % 2),
                sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> below =
                IntStream.range(0, tasks).mapToObj(task -> graph.input()).toList();
        List<List<Value>> outputs = new ArrayList<>(); // [layer][task]
        for (int layer = 0; layer < bottomLayers.size(); layer++) {
            below = layer(graph, layer, below);
            outputs.add(below);
        }
        List<Double> equal = Collections.nCopies(bottomLayers.size(), 1.0 / bottomLayers.size());
        List<Value> tops = IntStream.range(0, tasks)
                .mapToObj(task -> graph.blend("layers" + task, ofTask(outputs, task), equal))
                .toList();
        return graph.heads(tops, headLayers);
    }

    private static List<Value> ofTask(List<List<Value>> outputs, int task) {
        return outputs.stream().map(layer -> layer.get(task)).toList();
    }

    private List<Value> layer(GraphBuilder graph, int layer, List<Value> below) {
        List<Value> halves = new ArrayList<>(); // [task × 2 + half]
        for (int task = 0; task < below.size(); task++) {
            String name = "bottom" + task + "-" + layer + "-";
            for (int half = 0; half < 2; half++) {
                halves.add(graph.hidden(name + half, below.get(task), bottomLayers.get(layer) / 2));
            }
            graph.penalty(new Penalty.Orthogonality(
                    orthogonality,
                    Part.weights(name + 0),
                    Part.weights(name + 1),
                    below.get(task).width()));
        }
        List<Value> stitched = new ArrayList<>();
        for (int task = 0; task < below.size(); task++) {
            String of = task + "-" + layer;
            stitched.add(graph.concat(
                    "bottom" + of, List.of(half(graph, of, halves, 2 * task), half(graph, of, halves, 2 * task + 1))));
        }
        return stitched;
    }

    private Value half(GraphBuilder graph, String of, List<Value> halves, int number) {
        List<Double> factors = Architecture.ownAndOthers(own, number, halves.size());
        return graph.blend("stitch" + of + "-" + number % 2, halves, factors);
    }
}
