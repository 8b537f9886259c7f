package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A bottom for each task, whose layers exchange what they put out. */
final class TaskBottoms {
    private TaskBottoms() {}

    /** What tasks continue with after a layer. */
    interface Exchange {
        /**
         * Adds it.
         *
         * @param outputs [task] of the layer
         * @return [task]
         */
        List<Value> after(int layer, List<Value> outputs);
    }

    /** Returns [task] what tasks continue with after the last layer. */
    static List<Value> build(GraphBuilder graph, int tasks, List<Integer> widths, Exchange exchange) {
        List<Value> below = Collections.nCopies(tasks, graph.input());
        for (int i = 0; i < widths.size(); i++) {
            int layer = i;
            List<Value> read = below;
            List<Value> outputs = IntStream.range(0, tasks)
                    .mapToObj(task -> graph.hidden("bottom" + task + "-" + layer, read.get(task), widths.get(layer)))
                    .toList();
            below = exchange.after(layer, outputs);
        }
        return below;
    }
}
