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
 * A dense layer that is applied to several values. The graph concatenates them before it and slices its output;
 * training computes the layer on each value in the value's own array.
 *
 * @param concat of the values
 * @param slices [path] of the layer's output, a block each
 */
public record TiedPaths(Concat concat, List<Slice> slices) {

    /** Returns those of a network, by the dense layer. What the common representation is made of stays in one array. */
    public static Map<Dense, TiedPaths> of(NetworkGraph graph) {
        List<Value> kept =
                SharedRepresentation.of(graph).map(SharedRepresentation::values).orElse(List.of());
        Map<Dense, TiedPaths> tied = new HashMap<>();
        for (Operation operation : graph.operations()) {
            if (operation instanceof Dense dense && dense.blocks() > 1 && dense.distinct() == 1) {
                Value output = dense.parts().get(0).value();
                if (!kept.contains(output) && !kept.contains(dense.below())) {
                    of(graph, dense, graph.readers(output)).ifPresent(paths -> tied.put(dense, paths));
                }
            }
        }
        return tied;
    }

    /** No logit and no term is among the readers: what these read is one column wide. */
    private static Optional<TiedPaths> of(NetworkGraph graph, Dense dense, List<Operation> readers) {
        boolean isCut = readers.size() == dense.blocks()
                && IntStream.range(0, readers.size()).allMatch(block -> isBlock(readers.get(block), dense, block));
        if (!isCut || graph.readers(dense.below()).size() > 1) {
            return Optional.empty();
        }
        List<Slice> slices = readers.stream().map(Slice.class::cast).toList();
        return graph.operations().stream()
                .filter(operation -> operation instanceof Concat concat && isOfBlocks(concat, dense))
                .map(concat -> new TiedPaths((Concat) concat, slices))
                .findFirst();
    }

    /** Whether a concatenation is what the layer reads, a value for each block. */
    private static boolean isOfBlocks(Concat concat, Dense dense) {
        return concat.output().equals(dense.below())
                && concat.sources().size() == dense.blocks()
                && concat.sources().stream().allMatch(source -> source.width() == dense.fanIn());
    }

    private static boolean isBlock(Operation operation, Dense dense, int block) {
        int width = dense.width() / dense.blocks();
        return operation instanceof Slice slice
                && slice.from() == block * width
                && slice.output().width() == width;
    }
}
