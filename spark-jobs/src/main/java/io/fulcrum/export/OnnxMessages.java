package io.fulcrum.export;

import io.fulcrum.job.ProgramVersion;
import java.util.Map;
import java.util.TreeMap;

/**
 * A graph as ONNX's protobuf messages (onnx.proto of ONNX 1.13 and later): only the fields that it needs, by their
 * numbers there.
 *
 * <p>Operator set 18 and IR version 8, of ONNX 1.13: the oldest set in which every operator here has its present form
 * (axes of reductions and squeezes as inputs), so that the most programs read it; ONNX Runtime does from 1.14 on.
 */
final class OnnxMessages {
    static final int OPERATOR_SET = 18;
    static final int IR_VERSION = 8;
    private static final String PRODUCER = "fulcrum";
    private static final int EXTERNAL = 1;

    private OnnxMessages() {}

    /** Where the numbers of a tensor go: into the message, or to a place in a file beside it. */
    interface Placement {
        /** Adds to a tensor's message its numbers, or where they are. */
        void put(Tensor tensor, ProtoMessage message);

        /** All numbers inside the message. */
        Placement INSIDE = (tensor, message) -> message.data(9, tensor.data());
    }

    /** Returns the message ModelProto. */
    static ProtoMessage model(OnnxGraph graph, Map<String, String> properties, Placement placement) {
        ProtoMessage message = new ProtoMessage()
                .number(1, IR_VERSION)
                .text(2, PRODUCER)
                .text(3, ProgramVersion.VERSION)
                .message(7, graph(graph, placement))
                .message(8, new ProtoMessage().text(1, "").number(2, OPERATOR_SET));
        new TreeMap<>(properties).forEach((key, value) -> message.message(14, entry(key, value)));
        return message;
    }

    /** Adds to a tensor's message that its numbers are in another file. */
    static void external(ProtoMessage message, String file, long offset, long bytes) {
        message.message(13, entry("location", file))
                .message(13, entry("offset", Long.toString(offset)))
                .message(13, entry("length", Long.toString(bytes)))
                .number(14, EXTERNAL);
    }

    private static ProtoMessage graph(OnnxGraph graph, Placement placement) {
        ProtoMessage message = new ProtoMessage();
        graph.nodes().forEach(node -> message.message(1, node(node)));
        message.text(2, PRODUCER);
        graph.tensors().forEach(tensor -> message.message(5, tensor(tensor, placement)));
        graph.inputs().forEach(port -> message.message(11, port(port)));
        graph.outputs().forEach(port -> message.message(12, port(port)));
        return message;
    }

    /** Values have unique names, so a node has that of its first output. */
    private static ProtoMessage node(Node node) {
        ProtoMessage message = new ProtoMessage();
        node.inputs().forEach(input -> message.text(1, input));
        node.outputs().forEach(output -> message.text(2, output));
        message.text(3, node.outputs().get(0)).text(4, node.operator());
        node.attributes().forEach(attribute -> message.message(5, attribute(attribute)));
        return message;
    }

    private static ProtoMessage attribute(Node.Attribute attribute) {
        ProtoMessage message = new ProtoMessage().text(1, attribute.name());
        int field = attribute.kind() == Node.Attribute.Kind.NUMBER ? 3 : 8;
        attribute.values().forEach(value -> message.number(field, value));
        return message.number(20, attribute.kind().number());
    }

    private static ProtoMessage tensor(Tensor tensor, Placement placement) {
        ProtoMessage message = new ProtoMessage();
        tensor.dims().forEach(dim -> message.number(1, dim));
        message.number(2, tensor.type().number()).text(8, tensor.name());
        placement.put(tensor, message);
        return message;
    }

    private static ProtoMessage port(Port port) {
        ProtoMessage shape = new ProtoMessage();
        port.shape().forEach(dim -> shape.message(1, new ProtoMessage().text(2, dim)));
        ProtoMessage type = new ProtoMessage().number(1, port.type().number()).message(2, shape);
        return new ProtoMessage().text(1, port.name()).message(2, new ProtoMessage().message(1, type));
    }

    private static ProtoMessage entry(String key, String value) {
        return new ProtoMessage().text(1, key).text(2, value);
    }
}
