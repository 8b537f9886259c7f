package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.graph.SelectOrSkip;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Residual blocks that all tasks share, of which each task executes some and skips the others (Sun et al., AdaShare,
 * NeurIPS 2020): h_k becomes h_k + u_kl f_l(h_k) in block l, with u_kl = 1 or 0 as {@link SelectOrSkip} says. All tasks
 * start with one hidden layer on the input. Deviations from the paper: a block is one dense layer and nothing is
 * rectified after the sum; weights and choices are trained together in place of in turns; there is no second training
 * with choices that are drawn once, scoring takes the more likely ones.
 *
 * @param width of the first layer and of every block
 */
public record AdaShare(int width, int blocks, Policy policy, List<Integer> headLayers) implements Architecture {
    /** Choices start undecided; scoring executes a block then. */
    private static final List<Double> UNDECIDED = List.of(0.0);

    /**
     * How choices are trained.
     *
     * @param temperature of the relaxed choice in the first round
     * @param decay factor of the temperature from each round to the next
     * @param curriculumRounds rounds after which choosing begins for one more block, from the top down; 0 for all of
     *     them at once
     * @param sparsity factor of the mean over blocks of -log(1 - p), summed over tasks, with p the probability that a
     *     block is executed
     * @param sharing factor of Σ (L - l) / L |p_il - p_jl| over blocks l = 0, 1, … and pairs of tasks
     */
    public record Policy(double temperature, double decay, int curriculumRounds, double sparsity, double sharing)
            implements Serializable {
        public Policy {
            if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "temperature = " + temperature + " must be finite and above 0. Set, for example, 5.");
            }
            if (!(decay > 0 && decay <= 1)) {
                throw new IllegalArgumentException("decay = " + decay
                        + " must be above 0 and at most 1. Set the factor of the temperature of a round, for example"
                        + " 0.965.");
            }
            SizeLimits.checkedRounds("curriculumRounds", curriculumRounds);
            SizeLimits.checkedFactor("sparsity", sparsity, "0.01");
            SizeLimits.checkedFactor("sharing", sharing, "0.01");
        }

        private SelectOrSkip of(int block, int blocks) {
            int opens = Math.multiplyExact(curriculumRounds, blocks - 1 - block);
            return new SelectOrSkip(new SelectOrSkip.Schedule(temperature, decay), opens, sparsity / blocks);
        }
    }

    public AdaShare {
        if (width < 1 || blocks < 1 || blocks > SizeLimits.MOST_LAYERS) {
            throw new IllegalArgumentException(
                    "width = " + width + " and blocks = " + blocks + " must be at least 1, and blocks at most "
                            + SizeLimits.MOST_LAYERS + ". Set, for example, 128 and 4.");
        }
        SizeLimits.checkedUnits("width", width);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
    }

    static AdaShare read(Sizes sizes) {
        Policy policy = new Policy(
                sizes.numberAbove("temperature", 0),
                sizes.number("decay", Double.MIN_NORMAL, 1),
                sizes.whole("curriculum-rounds", 0, SizeLimits.MOST_ROUNDS),
                sizes.number("sparsity", 0, Double.MAX_VALUE),
                sizes.number("sharing", 0, Double.MAX_VALUE));
        return new AdaShare(
                sizes.units("width", 1), sizes.whole("blocks", 1, SizeLimits.MOST_LAYERS), policy, sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        Value first = graph.hidden("first", graph.input(), width);
        List<Value> paths = Collections.nCopies(tasks, first);
        for (int block = 0; block < blocks; block++) {
            List<Value> outputs = block == 0
                    ? Collections.nCopies(tasks, graph.hidden("block0", first, width))
                    : outputs(graph, block, paths);
            paths = chosen(graph, block, paths, outputs);
            share(graph, block, tasks);
        }
        return graph.heads(paths, headLayers);
    }

    /** Makes tasks choose alike, the more so the lower the block is. */
    private void share(GraphBuilder graph, int block, int tasks) {
        List<String> choices = IntStream.range(0, tasks)
                .mapToObj(task -> Operation.Blend.numbers(name(task, block)))
                .toList();
        graph.penalty(new Penalty.EqualChoices(policy.sharing() * (blocks - block) / blocks, choices));
    }

    /** Returns [task] what a block that all tasks share puts out on the path of each. */
    private List<Value> outputs(GraphBuilder graph, int block, List<Value> paths) {
        Value together = graph.concat("paths" + block, paths);
        Value outputs = graph.hiddenTied("block" + block, together, paths.size(), width);
        return IntStream.range(0, paths.size())
                .mapToObj(task -> graph.slice("output" + task + "-" + block, outputs, task * width, width))
                .toList();
    }

    /** Returns [task] the paths after a block. */
    private List<Value> chosen(GraphBuilder graph, int block, List<Value> paths, List<Value> outputs) {
        List<Value> after = new ArrayList<>();
        for (int task = 0; task < paths.size(); task++) {
            Value chosen =
                    graph.blend(name(task, block), List.of(outputs.get(task)), policy.of(block, blocks), UNDECIDED);
            after.add(graph.sum("path" + task + "-" + block, List.of(paths.get(task), chosen)));
        }
        return after;
    }

    private static String name(int task, int block) {
        return "policy" + task + "-" + block;
    }

    @Override
    public List<String> found(List<String> tasks, ToDoubleFunction<String> factor) {
        return IntStream.range(0, tasks.size())
                .mapToObj(task -> {
                    List<String> executed = IntStream.range(0, blocks)
                            .filter(block -> factor.applyAsDouble(name(task, block)) == 1)
                            .mapToObj(block -> String.valueOf(block + 1))
                            .toList();
                    return "adashare: " + tasks.get(task) + " executes "
                            + (executed.isEmpty() ? "none" : String.join(", ", executed)) + " of " + blocks
                            + " blocks.";
                })
                .toList();
    }
}
