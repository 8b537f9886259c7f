package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * Levels of experts of each task and of shared ones (Tang et al., PLE, RecSys 2020, eq. 5 to 8). At each level a task's
 * gate mixes its own experts and the shared ones; at every level but the last, a shared gate mixes the experts of all
 * tasks and the shared ones. A level reads what these gates mixed below, the first one the input. One level is CGC. As
 * in {@link Mmoe}, gates have a bias.
 *
 * @param levels of experts
 * @param sharedExperts at each level
 * @param taskExperts of each task at each level
 * @param expertLayers of an expert at each level
 */
public record Ple(int levels, int sharedExperts, int taskExperts, List<Integer> expertLayers, List<Integer> headLayers)
        implements Architecture {
    public Ple {
        SizeLimits.checkedLevels(levels, "experts");
        SizeLimits.checkedExperts(sharedExperts);
        if (taskExperts < 0) {
            throw new IllegalArgumentException("taskExperts = " + taskExperts
                    + " must be at least 0. Set how many experts each task has for itself, for example 2.");
        }
        SizeLimits.checkedUnits("taskExperts", taskExperts);
        expertLayers = SizeLimits.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Ple read(Sizes sizes) {
        return new Ple(
                sizes.whole("levels", 1, SizeLimits.MOST_LEVELS),
                sizes.units("shared-experts", 1),
                sizes.units("task-experts", 0),
                sizes.expertLayers(),
                sizes.headLayers());
    }

    @Override
    public boolean hasGates() {
        return true;
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        Level level = new Level(graph, tasks, 0);
        List<Value> below = level.of(List.of(graph.input()));
        for (int i = 1; i < levels; i++) {
            below = new Level(graph, tasks, i).of(below);
        }
        return graph.heads(below, headLayers);
    }

    /** One level; its names end in its number. */
    private final class Level {
        private final GraphBuilder graph;
        private final int tasks;
        private final int number;

        Level(GraphBuilder graph, int tasks, int number) {
            this.graph = graph;
            this.tasks = tasks;
            this.number = number;
        }

        /**
         * Returns what the gates mix, [task], then that of the shared gate unless it is the last level.
         *
         * @param below the same of the level below, or the input alone
         */
        List<Value> of(List<Value> below) {
            Value shared = graph.experts(name("shared"), last(below), sharedExperts, expertLayers);
            List<Value> all = new ArrayList<>();
            for (int task = 0; taskExperts > 0 && task < tasks; task++) {
                all.add(graph.experts(name("task" + task), of(below, task), taskExperts, expertLayers));
            }
            List<Value> mixed = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                List<Value> sources = taskExperts > 0 ? List.of(all.get(task), shared) : List.of(shared);
                mixed.add(mixture("" + task, of(below, task), sources, taskExperts + sharedExperts));
            }
            if (number < levels - 1) {
                all.add(shared);
                mixed.add(mixture("shared", last(below), all, tasks * taskExperts + sharedExperts));
            }
            return mixed;
        }

        private Value mixture(String whose, Value below, List<Value> sources, int experts) {
            Value gate = graph.gate("gate" + number + "-" + whose, below, experts);
            return graph.mixture("mixture" + number + "-" + whose, gate, sources);
        }

        private String name(String whose) {
            return "experts" + number + "-" + whose + "-";
        }

        private static Value of(List<Value> below, int task) {
            return below.size() == 1 ? below.get(0) : below.get(task);
        }

        private static Value last(List<Value> below) {
            return below.get(below.size() - 1);
        }
    }
}
