package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.InputFields;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Embeddings of each task's own beside shared ones (Su et al., STEM, AAAI 2024, section 4). An embedding row is cut
 * into equal parts, one for each task and one, with what is left over, for all. Experts of a task read its part and the
 * numbers, shared experts the shared part; a task's gate, which reads both, mixes the experts of all tasks and the
 * shared ones. What comes from the experts of other tasks sends no gradient back, so that a task's own embeddings learn
 * from its labels alone (all forward, task-specific backward).
 *
 * @param experts of each task, and as many shared ones
 */
public record Stem(int experts, List<Integer> expertLayers, List<Integer> headLayers) implements Architecture {

    public Stem {
        SizeLimits.checkedUnits("experts", experts);
        if (experts < 1) {
            throw new IllegalArgumentException(
                    "experts = " + experts + " must be at least 1. Set how many experts each task has, for example 2.");
        }
        expertLayers = SizeLimits.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Stem read(Sizes sizes) {
        return new Stem(sizes.units("experts", 1), sizes.expertLayers(), sizes.headLayers());
    }

    @Override
    public int leastEmbeddingSize(int tasks) {
        return tasks + 1;
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> outputs = new ArrayList<>(); // [task], then of the shared experts
        for (int part = 0; part <= tasks; part++) {
            String name = part == tasks ? "shared" : "task" + part;
            Value columns = graph.columns(name + "-columns", columns(graph.fields(), part, part, tasks));
            outputs.add(graph.experts(name + "-expert", columns, experts, expertLayers));
        }
        List<Value> stopped = IntStream.range(0, tasks)
                .mapToObj(task -> tasks == 1 ? outputs.get(0) : graph.stop("stopped" + task, outputs.get(task)))
                .toList();
        return IntStream.range(0, tasks)
                .mapToObj(task -> graph.head(task, mixed(graph, task, outputs, stopped), headLayers))
                .toList();
    }

    private Value mixed(GraphBuilder graph, int task, List<Value> outputs, List<Value> stopped) {
        int tasks = stopped.size();
        Value seen = graph.columns("seen" + task, columns(graph.fields(), task, tasks, tasks));
        Value scores = graph.dense("gate" + task, seen, experts * outputs.size(), Activation.IDENTITY);
        List<Value> sources = new ArrayList<>(stopped);
        sources.set(task, outputs.get(task));
        sources.add(outputs.get(tasks));
        return graph.mixture("mixed" + task, scores, sources);
    }

    /** Returns the columns of one part of all embedding rows, or of two, and the numbers. */
    private static List<Range> columns(InputFields fields, int part, int other, int tasks) {
        List<Range> columns = new ArrayList<>();
        for (Range row : fields.embeddedRanges()) {
            columns.add(part(row, part, tasks));
            if (other != part) {
                columns.add(part(row, other, tasks));
            }
        }
        columns.addAll(fields.numberRanges());
        return columns;
    }

    private static Range part(Range row, int part, int tasks) {
        int own = row.count() / (tasks + 1);
        return new Range(row.from() + part * own, part == tasks ? row.count() - tasks * own : own);
    }
}
