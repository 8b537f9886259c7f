package io.fulcrum.export;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** A graph computed operator by operator as ONNX defines them, in double: a reference, not fast. */
final class OnnxRun {
    private final Map<String, Cells> values;

    private OnnxRun(Map<String, Cells> values) {
        this.values = values;
    }

    /** Returns the value of every name. */
    static Map<String, Cells> of(OnnxReader model, Map<String, Cells> inputs) throws IOException {
        OnnxRun run = new OnnxRun(new HashMap<>(model.tensors()));
        run.values.putAll(inputs);
        model.nodes().forEach(run::compute);
        return run.values;
    }

    private void compute(Node node) {
        List<Cells> in = node.inputs().stream()
                .map(name -> {
                    if (!values.containsKey(name)) {
                        throw new IllegalStateException(name + " is read before it is made");
                    }
                    return values.get(name);
                })
                .toList();
        List<Cells> made =
                node.operator().equals("Split") ? split(in.get(0), in.get(1).integers()) : List.of(computed(node, in));
        for (int i = 0; i < made.size(); i++) {
            if (values.put(node.outputs().get(i), made.get(i)) != null) {
                throw new IllegalStateException(node.outputs().get(i) + " is made twice");
            }
        }
    }

    private static Cells computed(Node node, List<Cells> in) {
        Cells a = in.get(0);
        return switch (node.operator()) {
            case "Gather" -> gather(a, in.get(1));
            case "Shape" -> Cells.of(a.dim((int) attribute(node, "start")));
            case "Range" -> range(a.integer(0), in.get(1).integer(0));
            case "Squeeze" -> squeeze(a, in.get(1).integer(0));
            case "Unsqueeze" -> unsqueeze(a, in.get(1).integer(0));
            case "Reshape" -> reshape(a, in.get(1).integers());
            case "Transpose" -> swapped(a);
            case "Concat" -> concat(in);
            case "Cast" -> attribute(node, "to") == 1 ? each(a, x -> (float) x) : a;
            case "Sqrt" -> each(a, Math::sqrt);
            case "Relu" -> each(a, x -> Math.max(0, x));
            case "Neg" -> each(a, x -> -x);
            case "Log" -> each(a, Math::log);
            case "Softplus" -> each(a, x -> Math.log1p(Math.exp(x)));
            case "Tanh" -> each(a, Math::tanh);
            case "Sigmoid" -> each(a, x -> 1 / (1 + Math.exp(-x)));
            case "Clip" ->
                each(a, x -> Math.max(in.get(1).values()[0], Math.min(in.get(2).values()[0], x)));
            case "Add" -> pairs(a, in.get(1), Double::sum);
            case "Sub" -> pairs(a, in.get(1), (x, y) -> x - y);
            case "Mul" -> pairs(a, in.get(1), (x, y) -> x * y);
            case "Div" -> pairs(a, in.get(1), (x, y) -> x / y);
            case "Max" -> pairs(a, in.get(1), Math::max);
            case "Where" -> where(a, in.get(1), in.get(2));
            case "ReduceSum" -> sums(a, in.get(1).integer(0));
            case "Less" -> pairs(a, in.get(1), (x, y) -> x < y ? 1 : 0);
            case "Slice" ->
                slice(a, in.get(1).integer(0), in.get(2).integer(0), in.get(3).integer(0));
            case "MatMul" -> products(a, in.get(1));
            case "Gemm" -> gemm(a, in.get(1), in.get(2));
            case "Softmax" -> softmax(a);
            default -> throw new AssertionError("operator " + node.operator());
        };
    }

    private static long attribute(Node node, String name) {
        return node.attributes().stream()
                .filter(attribute -> attribute.name().equals(name))
                .findFirst()
                .orElseThrow()
                .values()
                .get(0);
    }

    private static Cells each(Cells a, DoubleUnaryOperator operator) {
        return new Cells(a.dims(), Arrays.stream(a.values()).map(operator).toArray());
    }

    private static Cells where(Cells condition, Cells then, Cells otherwise) {
        Cells chosen = pairs(condition, then, (x, y) -> x == 0 ? 0 : y);
        Cells other = pairs(condition, otherwise, (x, y) -> x == 0 ? y : 0);
        return pairs(chosen, other, Double::sum);
    }

    private static Cells range(int from, int to) {
        return Cells.of(IntStream.range(from, to).asDoubleStream().toArray());
    }

    private static Cells gather(Cells rows, Cells indices) {
        int width = Cells.size(rows.dims()) / rows.dim(0);
        int[] dims = IntStream.concat(
                        Arrays.stream(indices.dims()),
                        Arrays.stream(rows.dims()).skip(1))
                .toArray();
        Cells target = new Cells(dims);
        for (int i = 0; i < indices.values().length; i++) {
            int row = indices.integer(i);
            if (row < 0 || row >= rows.dim(0)) {
                throw new IllegalArgumentException("index " + row + " of " + rows.dim(0));
            }
            System.arraycopy(rows.values(), row * width, target.values(), i * width, width);
        }
        return target;
    }

    /** Columns of a matrix. */
    private static Cells slice(Cells a, int from, int to, int axis) {
        if (axis != 1 || a.dims().length != 2 || from < 0 || to > a.dim(1)) {
            throw new IllegalArgumentException("columns " + from + " to " + to + " of " + Arrays.toString(a.dims()));
        }
        Cells target = new Cells(new int[] {a.dim(0), to - from});
        for (int row = 0; row < a.dim(0); row++) {
            System.arraycopy(a.values(), row * a.dim(1) + from, target.values(), row * (to - from), to - from);
        }
        return target;
    }

    private static Cells squeeze(Cells a, int axis) {
        if (a.dim(axis) != 1) {
            throw new IllegalArgumentException("squeeze of " + Arrays.toString(a.dims()));
        }
        return a.shaped(IntStream.range(0, a.dims().length)
                .filter(i -> i != axis)
                .map(a::dim)
                .toArray());
    }

    private static Cells unsqueeze(Cells a, int axis) {
        return a.shaped(IntStream.rangeClosed(0, a.dims().length)
                .map(i -> i == axis ? 1 : a.dim(i < axis ? i : i - 1))
                .toArray());
    }

    private static Cells reshape(Cells a, int[] shape) {
        return a.shaped(IntStream.range(0, shape.length)
                .map(i -> shape[i] == 0 ? a.dim(i) : shape[i])
                .toArray());
    }

    private static Cells swapped(Cells a) {
        Cells target = new Cells(a.dim(1), a.dim(0), a.dim(2));
        for (int i = 0; i < a.dim(0); i++) {
            for (int j = 0; j < a.dim(1); j++) {
                System.arraycopy(
                        a.values(),
                        (i * a.dim(1) + j) * a.dim(2),
                        target.values(),
                        (j * a.dim(0) + i) * a.dim(2),
                        a.dim(2));
            }
        }
        return target;
    }

    private static Cells concat(List<Cells> parts) {
        Cells target = new Cells(
                parts.get(0).dim(0),
                parts.stream().mapToInt(part -> part.dim(1)).sum());
        int at = 0;
        for (Cells part : parts) {
            for (int row = 0; row < target.dim(0); row++) {
                System.arraycopy(
                        part.values(), row * part.dim(1), target.values(), row * target.dim(1) + at, part.dim(1));
            }
            at += part.dim(1);
        }
        return target;
    }

    private static List<Cells> split(Cells a, int[] widths) {
        int[] from = new int[widths.length + 1];
        Arrays.setAll(from, i -> Arrays.stream(widths).limit(i).sum());
        if (from[widths.length] != a.dim(1)) {
            throw new IllegalArgumentException(Arrays.toString(widths) + " of " + a.dim(1));
        }
        return IntStream.range(0, widths.length)
                .mapToObj(part -> columns(a, from[part], widths[part]))
                .toList();
    }

    private static Cells columns(Cells a, int from, int width) {
        Cells target = new Cells(a.dim(0), width);
        for (int row = 0; row < a.dim(0); row++) {
            System.arraycopy(a.values(), row * a.dim(1) + from, target.values(), row * width, width);
        }
        return target;
    }

    private static Cells pairs(Cells a, Cells b, DoubleBinaryOperator operator) {
        int rank = Math.max(a.dims().length, b.dims().length);
        int[] dims = IntStream.range(0, rank)
                .map(axis -> Math.max(dim(a, rank, axis), dim(b, rank, axis)))
                .toArray();
        if (dims.length > 0 && (Cells.size(a.dims()) == 0 || Cells.size(b.dims()) == 0)) {
            Arrays.setAll(dims, axis -> Math.min(dim(a, rank, axis), dim(b, rank, axis)) == 0 ? 0 : dims[axis]);
        }
        Cells target = new Cells(dims);
        for (int i = 0; i < target.values().length; i++) {
            target.values()[i] = operator.applyAsDouble(a.values()[place(a, dims, i)], b.values()[place(b, dims, i)]);
        }
        return target;
    }

    private static int dim(Cells a, int rank, int axis) {
        int own = axis - rank + a.dims().length;
        return own < 0 ? 1 : a.dim(own);
    }

    /** Returns where the element at an index of the broadcast shape is. */
    private static int place(Cells a, int[] dims, int index) {
        int place = 0;
        int stride = 1;
        int left = index;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            int own = dim(a, dims.length, axis);
            place += own == 1 ? 0 : left % dims[axis] * stride;
            stride *= own;
            left /= dims[axis];
        }
        return place;
    }

    private static Cells products(Cells a, Cells b) {
        if (a.dim(0) != b.dim(0) && b.dim(0) != 1 || a.dim(2) != b.dim(1)) {
            throw new IllegalArgumentException(Arrays.toString(a.dims()) + " x " + Arrays.toString(b.dims()));
        }
        Cells target = new Cells(a.dim(0), a.dim(1), b.dim(2));
        for (int i = 0; i < target.values().length; i++) {
            int column = i % b.dim(2);
            int row = i / b.dim(2); // of all products together
            int product = b.dim(0) == 1 ? 0 : row / a.dim(1);
            for (int k = 0; k < a.dim(2); k++) {
                target.values()[i] +=
                        a.values()[row * a.dim(2) + k] * b.values()[(product * b.dim(1) + k) * b.dim(2) + column];
            }
        }
        return target;
    }

    private static Cells gemm(Cells a, Cells weights, Cells biases) {
        Cells target = new Cells(a.dim(0), weights.dim(0));
        for (int row = 0; row < a.dim(0); row++) {
            for (int output = 0; output < weights.dim(0); output++) {
                double sum = biases.values()[output];
                for (int k = 0; k < a.dim(1); k++) {
                    sum += a.values()[row * a.dim(1) + k] * weights.values()[output * weights.dim(1) + k];
                }
                target.values()[row * weights.dim(0) + output] = sum;
            }
        }
        return target;
    }

    /** Sums over the last axis, which stays with one entry. */
    private static Cells sums(Cells a, int axis) {
        int last = a.dims().length - 1;
        if (axis != last) {
            throw new IllegalArgumentException("sum over axis " + axis + " of " + Arrays.toString(a.dims()));
        }
        int[] dims = a.dims().clone();
        dims[last] = 1;
        Cells target = new Cells(dims);
        for (int i = 0; i < a.values().length; i++) {
            target.values()[i / a.dim(last)] += a.values()[i];
        }
        return target;
    }

    private static Cells softmax(Cells a) {
        Cells target = new Cells(a.dims());
        for (int row = 0; row < a.dim(0); row++) {
            int from = row * a.dim(1);
            int to = from + a.dim(1);
            double largest = Arrays.stream(a.values(), from, to).max().orElse(0);
            double sum = Arrays.stream(a.values(), from, to)
                    .map(x -> Math.exp(x - largest))
                    .sum();
            for (int i = from; i < to; i++) {
                target.values()[i] = Math.exp(a.values()[i] - largest) / sum;
            }
        }
        return target;
    }
}
