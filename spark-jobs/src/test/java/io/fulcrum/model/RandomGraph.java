package io.fulcrum.model;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.graph.ColumnOperation.Pair;
import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** An architecture drawn from a seed: operations of every kind on values drawn from those that exist. */
record RandomGraph(long seed) implements Architecture {
    private static final int WIDTH = 3; // of most values, so that many fit together
    private static final int OPERATIONS = 9;

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        return new Drawing(graph, new SplittableRandom(seed)).logits(tasks);
    }

    /** The values drawn so far. */
    private static final class Drawing {
        private final GraphBuilder graph;
        private final SplittableRandom random;
        private final List<Value> values = new ArrayList<>(); // of WIDTH columns
        private final List<Value> unread = new ArrayList<>();

        Drawing(GraphBuilder graph, SplittableRandom random) {
            this.graph = graph;
            this.random = random;
        }

        List<Value> logits(int tasks) {
            for (int i = 0; i <= random.nextInt(3); i++) {
                note(graph.dense("first" + i, graph.input(), WIDTH, activation()));
            }
            for (int i = 0; i < OPERATIONS; i++) {
                note(operation("v" + i));
            }
            List<Value> tops = tops(tasks);
            return IntStream.range(0, tasks)
                    .mapToObj(task -> graph.head(task, tops.get(task), random.nextBoolean() ? List.of(2) : List.of()))
                    .toList();
        }

        /** Spreads what nothing has read over the tasks, some of which share a value. */
        private List<Value> tops(int tasks) {
            List<List<Value>> read = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                read.add(new ArrayList<>(List.of(any())));
            }
            for (Value value : List.copyOf(unread)) {
                List<Value> reader = read.get(random.nextInt(tasks));
                if (!reader.contains(value)) {
                    reader.add(value);
                }
            }
            return IntStream.range(0, tasks)
                    .mapToObj(task -> graph.concat("top" + task, read.get(task)))
                    .toList();
        }

        private Value operation(String name) {
            return switch (random.nextInt(19)) {
                case 0 -> graph.dense(name, any(), WIDTH, activation());
                case 1 -> blocks(name);
                case 2 -> mixture(name);
                case 3 -> graph.blend(name, List.of(any(), any(), any()), List.of(0.5, -0.25, 1.0));
                case 4 -> graph.dense(name, graph.concat(name + "-all", List.of(any(), any())), WIDTH, activation());
                case 5 -> graph.product(name, any(), any(), 0.5f);
                case 6 -> graph.activate(name, any(), curve());
                case 7 -> selected(name);
                case 8 -> read(name);
                case 9 -> graph.sum(name, List.of(any(), any()), List.of(1f, -0.5f));
                case 10 -> graph.product(name, graph.stop(name + "-stopped", any()), any(), 1);
                case 11 -> tied(name);
                case 12 -> dots(name);
                case 13 -> graph.norm(name, any(), 1, random.nextBoolean() ? Normalisation.LAYER : Normalisation.RMS);
                case 14 -> normalisedBlocks(name);
                case 15 -> graph.dropout(name, any(), 0.3);
                case 16 -> graph.slice(name, graph.concat(name + "-all", List.of(any(), any())), 2, WIDTH);
                case 17 -> paths(name);
                default -> joint(name);
            };
        }

        /** All columns of the input, or two ranges of it. */
        private Value read(String name) {
            Value read = random.nextBoolean()
                    ? graph.columns(name + "-read")
                    : graph.columns(name + "-read", List.of(new Range(0, 1), new Range(2, 2)));
            return graph.dense(name, read, WIDTH, activation());
        }

        private Value tied(String name) {
            Value both = graph.concat(name + "-both", List.of(any(), any()));
            Value mapped = graph.tied(name + "-tied", both, 2, 2, activation());
            return graph.dense(name, mapped, WIDTH, activation());
        }

        /** Two paths through one layer, which adds to each: training computes it on each where it lies. */
        private Value paths(String name) {
            Value left = any();
            Value right = any();
            Value both = graph.concat(name + "-both", List.of(left, right));
            Value mapped = graph.tied(name + "-tied", both, 2, WIDTH, activation());
            note(path(name + "-left", left, graph.slice(name + "-mapped-left", mapped, 0, WIDTH)));
            return path(name, right, graph.slice(name + "-mapped", mapped, WIDTH, WIDTH));
        }

        private Value path(String name, Value below, Value added) {
            return graph.sum(name, List.of(below, graph.blend(name + "-chosen", List.of(added), List.of(0.5))));
        }

        private Value dots(String name) {
            Value left = graph.concat(name + "-left", List.of(any(), any()));
            Value right = random.nextBoolean() ? left : any();
            List<Pair> pairs = List.of(new Pair(0, 0), new Pair(1, 0));
            return graph.dense(name, graph.scaledDots(name + "-dots", left, right, WIDTH, pairs), WIDTH, activation());
        }

        private Value normalisedBlocks(String name) {
            Value both = graph.concat(name + "-both", List.of(any(), any()));
            Value norm = graph.norm(name, both, 2, random.nextBoolean() ? Normalisation.LAYER : Normalisation.RMS);
            return graph.dense(name, norm, WIDTH, activation());
        }

        private Value blocks(String name) {
            Value wide = graph.dense(name + "-wide", any(), 2 * WIDTH, Activation.RELU);
            Value blocks = graph.blocks(name + "-blocks", wide, 2, 2, activation());
            return graph.dense(name, blocks, WIDTH, activation());
        }

        private Value mixture(String name) {
            Value experts =
                    graph.experts(name + "-experts", random.nextBoolean() ? any() : graph.input(), 2, List.of(WIDTH));
            Value scores = graph.dense(name + "-scores", graph.input(), 3, Activation.IDENTITY);
            scores = random.nextBoolean() ? scores : graph.gateDropout(name + "-left", scores, 0.4);
            return graph.mixture(name, scores, List.of(any(), experts));
        }

        private Value selected(String name) {
            Selector selector = new Selector(2, 2, 30, 0); // wide, so that no number lies outside the smooth step
            Value numbers = graph.dense(name + "-numbers", any(), selector.width(), Activation.IDENTITY);
            Value shares = graph.select(name + "-shares", numbers, selector);
            return graph.weighted(name, shares, List.of(any(), any()));
        }

        private Value joint(String name) {
            Value left = graph.dense(name + "-left", any(), 1, Activation.IDENTITY);
            Value right = graph.dense(name + "-right", any(), 1, Activation.IDENTITY);
            return graph.dense(name, graph.jointLogit(name + "-joint", left, right), WIDTH, activation());
        }

        private Curve curve() {
            return Curve.values()[random.nextInt(Curve.values().length)];
        }

        private Activation activation() {
            return Activation.values()[random.nextInt(Activation.values().length)];
        }

        private Value any() {
            Value value = values.get(random.nextInt(values.size()));
            unread.remove(value);
            return value;
        }

        private void note(Value value) {
            values.add(value);
            unread.add(value);
        }
    }
}
