package io.fulcrum.model.layer;

import io.fulcrum.model.graph.ColumnOperation.Slice;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Concat;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.graph.SharedRepresentation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A dense layer that is applied to several values which a graph only sets side by side for it, and cuts apart behind
 * it: it is computed on each where it lies.
 *
 * @param concat sets the values side by side
 * @param slices [path] what is cut out of its output, a block each
 */
public record TiedPaths(Concat concat, List<Slice> slices) {

    /** Returns those of a network, by the dense layer. */
    public static Map<Dense, TiedPaths> of(NetworkGraph graph) {
        Map<Dense, TiedPaths> tied = new HashMap<>();
        for (Operation operation : graph.operations()) {
            if (operation instanceof Dense dense && dense.blocks() > 1 && dense.distinct() == 1) {
                of(graph, dense).ifPresent(paths -> tied.put(dense, paths));
            }
        }
        return tied;
    }

    private static Optional<TiedPaths> of(NetworkGraph graph, Dense dense) {
        Value output = dense.parts().get(0).value();
        List<Value> kept =
                SharedRepresentation.of(graph).map(SharedRepresentation::values).orElse(List.of());
        Optional<Concat> concat = graph.operations().stream()
                .filter(operation -> operation.outputs().contains(dense.below()))
                .filter(operation -> operation instanceof Concat made && isOfBlocks(made, dense))
                .map(Concat.class::cast)
                .findFirst();
        List<Operation> readers = readers(graph, output);
        boolean cut = readers.size() == dense.blocks()
                && IntStream.range(0, readers.size()).allMatch(block -> isBlock(readers.get(block), dense, block));
        boolean known = !kept.contains(output) && !kept.contains(dense.below());
        return concat.isPresent()
                        && cut
                        && known
                        && readers(graph, dense.below()).size() == 1
                ? Optional.of(new TiedPaths(
                        concat.get(), readers.stream().map(Slice.class::cast).toList()))
                : Optional.empty();
    }

    private static boolean isOfBlocks(Concat concat, Dense dense) {
        return concat.sources().size() == dense.blocks()
                && concat.sources().stream().allMatch(source -> source.width() == dense.fanIn());
    }

    private static boolean isBlock(Operation operation, Dense dense, int block) {
        int width = dense.width() / dense.blocks();
        return operation instanceof Slice slice
                && slice.from() == block * width
                && slice.output().width() == width;
    }

    /** Returns the operations that read a value; logits and what terms read are narrower than several blocks. */
    private static List<Operation> readers(NetworkGraph graph, Value value) {
        return graph.operations().stream()
                .filter(operation -> operation.inputs().contains(value))
                .toList();
    }
}
