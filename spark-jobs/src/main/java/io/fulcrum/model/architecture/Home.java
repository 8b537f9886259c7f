package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A hierarchy of two levels of mixed experts (Wang et al., HoME, Kuaishou, arXiv 2408.05430, section 3). Tasks form
 * groups. The meta level has experts of each group and shared ones; it puts out a mixture for each group, of the
 * group's experts and the shared ones, and a shared mixture of all. At the task level each task mixes its own experts,
 * those of its group, which read what the group's mixture put out, and shared ones, which read the shared mixture.
 *
 * <p>Experts are normalised and have the swish activation. A feature gate in front of each set of experts multiplies
 * what they read by 2 σ(A B x), of a low rank. A self gate adds to the mixture of a group or task a mixture of its own
 * experts alone, so that these learn whatever the other gate does.
 *
 * <p>Deviations from the paper: the root mean square instead of batch normalisation, unless the options have a
 * normalisation; one feature gate for each set of experts, of one low-rank map; gates have a bias.
 *
 * @param groups [task] the number of its group, from 0; empty for one group of all
 * @param experts of each level
 * @param rank of feature gates
 */
public record Home(
        List<Integer> groups, HomeExperts experts, int rank, List<Integer> expertLayers, List<Integer> headLayers)
        implements Architecture {

    public Home {
        groups = List.copyOf(groups);
        if (!groups.isEmpty() && new HashSet<>(groups).size() != Collections.max(groups) + 1) {
            throw new IllegalArgumentException("groups = " + groups + " must use each number from 0 to the largest."
                    + " Number the groups of tasks without gaps, for example [0, 0, 1].");
        }
        if (rank < 1) {
            throw new IllegalArgumentException(
                    "rank = " + rank + " must be at least 1. Set the rank of the feature gates, for example 8.");
        }
        SizeLimits.checkedUnits("rank", rank);
        expertLayers = SizeLimits.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static Home read(Sizes sizes) {
        List<Integer> groups = sizes.wholes("groups", 0);
        if (!groups.isEmpty() && new HashSet<>(groups).size() != Collections.max(groups) + 1L) {
            sizes.problem("groups", "must use each number from 0 to the largest");
            groups = List.of();
        }
        HomeExperts experts = new HomeExperts(
                sizes.units("shared-experts", 1), sizes.units("group-experts", 1), sizes.units("task-experts", 1));
        return new Home(groups, experts, sizes.units("rank", 1), sizes.expertLayers(), sizes.headLayers());
    }

    @Override
    public Optional<String> misfit(int tasks) {
        return groups.isEmpty() || groups.size() == tasks
                ? Optional.empty()
                : Optional.of("home.groups = " + groups + " for " + tasks
                        + " tasks: it needs the number of the group of each task, in their order. Set one for each task,"
                        + " or [] for one group of all.");
    }

    @Override
    public boolean hasGates() {
        return true;
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Integer> known = groups.size() == tasks ? groups : Collections.nCopies(tasks, 0);
        int count = Collections.max(known) + 1;
        HomeLevel meta = new HomeLevel(graph, 0, this);
        Value columns = graph.writtenInput();
        List<HomeLevel.Set> sets = new ArrayList<>(); // [group], then the shared one
        for (int group = 0; group < count; group++) {
            sets.add(meta.set("group" + group, graph.input(), columns, experts.group()));
        }
        sets.add(meta.set("shared", graph.input(), columns, experts.shared()));
        List<Value> found = new ArrayList<>(); // [group], then the shared one
        for (int group = 0; group < count; group++) {
            List<HomeLevel.Set> read = List.of(sets.get(group), sets.get(count));
            found.add(meta.mixedWithOwn("group" + group, graph.input(), read));
        }
        found.add(meta.mixed("shared", graph.input(), sets));
        return tasks(new HomeLevel(graph, 1, this), known, found, graph);
    }

    private List<Value> tasks(HomeLevel level, List<Integer> known, List<Value> found, GraphBuilder graph) {
        List<HomeLevel.Set> sets = new ArrayList<>(); // [group], then the shared one
        for (int group = 0; group < found.size() - 1; group++) {
            sets.add(level.set("group" + group, found.get(group), found.get(group), experts.group()));
        }
        Value shared = found.get(found.size() - 1);
        sets.add(level.set("shared", shared, shared, experts.shared()));
        List<Value> logits = new ArrayList<>();
        for (int task = 0; task < known.size(); task++) {
            int group = known.get(task);
            Value read = found.get(group);
            HomeLevel.Set own = level.set("task" + task, read, read, experts.task());
            List<HomeLevel.Set> mixed = List.of(own, sets.get(group), sets.get(sets.size() - 1));
            logits.add(graph.head(task, level.mixedWithOwn("task" + task, read, mixed), headLayers));
        }
        return logits;
    }

    /** What experts are made of. */
    HiddenLayers layers(HiddenLayers options) {
        Normalisation kind =
                options.normalisation() == Normalisation.NONE ? Normalisation.RMS : options.normalisation();
        return new HiddenLayers(HiddenActivation.SWISH, kind, options.dropout());
    }
}
