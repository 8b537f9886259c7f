package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One shared bottom and a tower for each task; a task with parents then reads its own tower and what its parents'
 * towers came to, side by side, through relation layers (Wang et al., Deep Bayesian Multi-Target Learning for
 * Recommender Systems, 2019, section 3.2). So a conversion sees what the click has found.
 *
 * @param relationLayers widths of the rectified layers over a task and its parents, at least one
 * @param parents [task] numbers of the tasks that it depends on, without a ring; empty for a chain in the order of
 *     tasks
 * @param bottomLayers of the shared bottom
 * @param headLayers of a tower
 */
public record Dbmtl(
        List<Integer> relationLayers, List<List<Integer>> parents, List<Integer> bottomLayers, List<Integer> headLayers)
        implements Architecture {

    public Dbmtl {
        relationLayers = SizeLimits.checkedSharedWidths("relationLayers", relationLayers);
        parents = parents.stream().map(List::copyOf).toList();
        bottomLayers = SizeLimits.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
        TaskOrder.of(parents);
    }

    static Dbmtl read(Sizes sizes) {
        return new Dbmtl(sizes.layers("relation-layers"), List.of(), sizes.bottomLayers(), sizes.headLayers());
    }

    @Override
    public Optional<Architecture> withParents(List<List<Integer>> tasks) {
        return Optional.of(new Dbmtl(relationLayers, tasks, bottomLayers, headLayers));
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        Value bottom = graph.stack("bottom", graph.input(), bottomLayers);
        List<List<Integer>> known = parents.size() == tasks ? parents : chain(tasks);
        Value[] tops = new Value[tasks];
        for (int task : TaskOrder.of(known)) {
            graph.tower(task, bottom);
            Value tower = graph.stack("head" + task + "-", bottom, headLayers);
            List<Value> read = new ArrayList<>(List.of(tower));
            known.get(task).forEach(parent -> read.add(tops[parent]));
            tops[task] = read.size() == 1
                    ? tower
                    : graph.stack("relation" + task + "-", graph.concat("related" + task, read), relationLayers);
        }
        return IntStream.range(0, tasks)
                .mapToObj(task -> graph.logit(task, tops[task]))
                .toList();
    }

    private static List<List<Integer>> chain(int tasks) {
        return IntStream.range(0, tasks)
                .mapToObj(task -> task == 0 ? List.<Integer>of() : List.of(task - 1))
                .toList();
    }
}
