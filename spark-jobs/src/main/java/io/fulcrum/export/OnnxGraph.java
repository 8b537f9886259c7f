package io.fulcrum.export;

import io.fulcrum.export.Node.Attribute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph of ONNX operators under construction. Inputs, outputs, constants and what nodes put out share one space of
 * names; those of inputs and outputs are given, so they are declared before any node is added.
 */
final class OnnxGraph {
    private final Set<String> taken = new HashSet<>();
    private final Map<List<Object>, String> constants = new HashMap<>(); // type, shape and values → name
    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    /** Returns the wanted name, or with a number behind it if another value has it. */
    String freeName(String wanted) {
        String name = wanted;
        for (int number = 2; !taken.add(name); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    /** Declares an input under a name of {@link #freeName}. */
    void input(Port port) {
        inputs.add(port);
    }

    /** Declares an output under a name of {@link #freeName}. */
    void output(Port port) {
        outputs.add(port);
    }

    /** Adds a constant and returns its name. */
    String tensor(String wanted, ElementType type, List<Long> dims, RawData data) {
        String name = freeName(wanted);
        tensors.add(new Tensor(name, type, dims, data));
        return name;
    }

    /** Returns the name of a constant list of integers, which all who need it share. */
    String list(long... values) {
        List<Object> key = new ArrayList<>(List.of(ElementType.INT64, 1));
        for (long value : values) {
            key.add(value);
        }
        return constants.computeIfAbsent(
                key,
                absent -> tensor(
                        "constant/list", ElementType.INT64, List.of((long) values.length), RawData.ofLongs(values)));
    }

    /** Returns the name of a constant integer. */
    String number(long value) {
        return constants.computeIfAbsent(
                List.of(ElementType.INT64, 0, value),
                absent -> tensor("constant/int64", ElementType.INT64, List.of(), RawData.ofLongs(value)));
    }

    /** Returns the name of a constant float. */
    String number(float value) {
        return constants.computeIfAbsent(
                List.of(ElementType.FLOAT, 0, value),
                absent -> tensor("constant/float", ElementType.FLOAT, List.of(), RawData.ofFloat(value)));
    }

    /** Returns the name of a constant double. */
    String number(double value) {
        return constants.computeIfAbsent(
                List.of(ElementType.DOUBLE, 0, value),
                absent -> tensor("constant/double", ElementType.DOUBLE, List.of(), RawData.ofDouble(value)));
    }

    /** Adds a node and returns the name of its only output. */
    String node(String operator, String wanted, List<String> from, Attribute... attributes) {
        String name = freeName(wanted);
        nodeTo(name, operator, from, attributes);
        return name;
    }

    /** Adds a node whose only output has a name of {@link #freeName} already, as outputs of the graph do. */
    void nodeTo(String name, String operator, List<String> from, Attribute... attributes) {
        nodes.add(new Node(operator, from, List.of(name), List.of(attributes)));
    }

    /** Adds a node that cuts the columns of a value into neighbours of these widths, and returns their names. */
    List<String> split(String wanted, String from, long... widths) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            names.add(freeName(wanted + "/" + i));
        }
        nodes.add(new Node("Split", List.of(from, list(widths)), names, List.of(Attribute.of("axis", 1))));
        return names;
    }

    List<Port> inputs() {
        return inputs;
    }

    List<Port> outputs() {
        return outputs;
    }

    List<Tensor> tensors() {
        return tensors;
    }

    List<Node> nodes() {
        return nodes;
    }
}
