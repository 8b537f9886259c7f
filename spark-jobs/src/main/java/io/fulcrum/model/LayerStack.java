package io.fulcrum.model;

import io.fulcrum.data.Seeds;
import io.fulcrum.model.Matrix.Order;
import io.fulcrum.model.ParameterLayout.Head;
import io.fulcrum.model.ParameterLayout.Owner;
import io.fulcrum.model.ParameterLayout.Shared;
import io.fulcrum.model.ParameterLayout.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A network under construction, from its input upwards; every part draws start values from its own seed. */
final class LayerStack {
    private static final Owner SHARED = new Shared();

    private final int inputWidth;
    private final long seed;
    private final List<Slice> slices = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private final List<Columns> columns = new ArrayList<>();
    private final List<PlannedLayer> planned = new ArrayList<>();
    private int size; // of the parameters so far

    /** One named stretch of a dense layer's output. */
    record Part(String name, int width, Owner owner, Activation activation) {}

    /** What follows the sum of products and bias. */
    enum Activation {
        /** max(x, 0), with start values of variance 2 / fan-in (He et al. 2015, eq. 10). */
        RECTIFIED {
            @Override
            double deviation(int fanIn, int fanOut) {
                return Math.sqrt(2.0 / fanIn);
            }
        },
        /** Nothing, with start values of variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010, eq. 12). */
        LINEAR {
            @Override
            double deviation(int fanIn, int fanOut) {
                return Math.sqrt(2.0 / (fanIn + fanOut));
            }
        };

        abstract double deviation(int fanIn, int fanOut);
    }

    /** A layer that waits for the vector of all parameters. */
    private interface PlannedLayer {
        Layer on(FlatParameters parameters);
    }

    /** Normal start values of a stretch of the parameters. */
    private record Start(int at, int length, double deviation, long seed) {
        void draw(float[] values) {
            Random random = new Random(seed);
            for (int i = at; i < at + length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        }
    }

    /** A network's layers, from the input upwards, and all columns that they read. */
    record Built(List<Layer> layers, List<Columns> columns, ParameterLayout layout, FlatParameters parameters) {}

    LayerStack(int inputWidth, long seed) {
        this.inputWidth = inputWidth;
        this.seed = seed;
    }

    /** Adds the layer on the network's input, of parts that all read it; rectified parts come first. */
    List<Columns> first(List<Part> parts) {
        Activations output =
                new Activations(parts.stream().mapToInt(Part::width).sum(), Order.ROWS);
        DenseForm form = form(output, parts, inputWidth, 1);
        planned.add(parameters -> new FirstLayer(output, form, parameters));
        return form.parts();
    }

    /** Adds rectified shared layers named {@code name} and their number, from the bottom up. */
    Columns shared(String name, List<Integer> widths) {
        Columns top = first(List.of(new Part(name + 0, widths.get(0), SHARED, Activation.RECTIFIED)))
                .get(0);
        for (int i = 1; i < widths.size(); i++) {
            top = dense(top, new Part(name + i, widths.get(i), SHARED, Activation.RECTIFIED), 1);
        }
        return top;
    }

    /** Adds equal rectified shared layers side by side, each on its own block of the columns below. */
    Columns blocks(String name, Columns below, int blocks, int blockWidth) {
        return dense(below, new Part(name, blocks * blockWidth, SHARED, Activation.RECTIFIED), blocks);
    }

    /** Adds one task's mixture of equal blocks of {@code values}. */
    Columns mixture(int task, Columns scores, Columns values) {
        Activations output = new Activations(values.width() / scores.width(), Order.COLUMNS);
        Columns mixed = noted(new Columns(output, 0, output.width(), new Head(task)));
        Columns orderedScores = byColumns(scores);
        planned.add(parameters -> new SoftmaxMixture(orderedScores, values, mixed, output));
        return mixed;
    }

    /** Returns the same columns in the order by columns, put into it by a layer if they are not in it. */
    Columns byColumns(Columns below) {
        if (below.order() == Order.COLUMNS) {
            return below;
        }
        Activations copy = new Activations(below.width(), Order.COLUMNS);
        Columns ordered = noted(new Columns(copy, 0, below.width(), below.owner()));
        planned.add(parameters -> new ColumnOrder(below, ordered, copy));
        return ordered;
    }

    /** Adds one task's head and returns its logit. */
    Columns head(int task, Columns below, List<Integer> widths) {
        Columns top = below;
        Owner owner = new Head(task);
        for (int i = 0; i < widths.size(); i++) {
            top = dense(top, new Part("head" + task + "-" + i, widths.get(i), owner, Activation.RECTIFIED), 1);
        }
        return dense(top, new Part("logit" + task, 1, owner, Activation.LINEAR), 1);
    }

    /** Lays all parameters out as one vector with their start values. */
    Built build() {
        FlatParameters parameters = new FlatParameters(size);
        starts.forEach(start -> start.draw(parameters.values()));
        return built(parameters);
    }

    /** Lays layers out over parameters that are there and never trained. */
    Built build(float[] values) {
        return built(new FlatParameters(values, new float[0]));
    }

    private Built built(FlatParameters parameters) {
        List<Layer> layers = planned.stream().map(layer -> layer.on(parameters)).toList();
        return new Built(layers, List.copyOf(columns), new ParameterLayout(slices), parameters);
    }

    private Columns dense(Columns below, Part part, int blocks) {
        Activations output = new Activations(part.width(), Order.COLUMNS);
        DenseForm form = form(output, List.of(part), below.width() / blocks, blocks);
        planned.add(parameters -> new DenseLayer(below, output, blocks, form, parameters));
        return form.parts().get(0);
    }

    private DenseForm form(Activations output, List<Part> parts, int inputs, int blocks) {
        int weights = size;
        List<Columns> made = new ArrayList<>();
        int from = 0;
        for (Part part : parts) {
            made.add(noted(new Columns(output, from, part.width(), part.owner())));
            from += part.width();
            double deviation = part.activation().deviation(inputs, part.width() / blocks);
            starts.add(new Start(size, inputs * part.width(), deviation, seedOf(part)));
            slice(part.name() + "_W", inputs * part.width(), part.owner());
        }
        int biases = size;
        parts.forEach(part -> slice(part.name() + "_b", part.width(), part.owner()));
        int rectified = parts.stream()
                .filter(part -> part.activation() == Activation.RECTIFIED)
                .mapToInt(Part::width)
                .sum();
        return new DenseForm(inputs, List.copyOf(made), rectified, weights, biases);
    }

    private Columns noted(Columns made) {
        columns.add(made);
        return made;
    }

    private void slice(String name, int length, Owner owner) {
        slices.add(new Slice(name, size, length, owner));
        size = Math.addExact(size, length);
    }

    /** Addressed by name and place, so that names of equal hash are told apart. */
    private long seedOf(Part part) {
        return Seeds.of(seed, Seeds.Purpose.PARAMETERS, part.name().hashCode(), starts.size());
    }
}
