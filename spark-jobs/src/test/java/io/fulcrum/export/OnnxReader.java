package io.fulcrum.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An ONNX file read back by the field numbers of onnx.proto. */
final class OnnxReader {
    private final Path folder;
    private final ProtoReader model;
    private final ProtoReader graph;

    OnnxReader(Path folder) throws IOException {
        this.folder = folder;
        model = new ProtoReader(Files.readAllBytes(folder.resolve("model.onnx")));
        graph = model.message(7);
    }

    /** Where a tensor's numbers are, if not in the model's file. */
    record Place(String file, int offset, int length) {}

    ProtoReader model() {
        return model;
    }

    List<Node> nodes() {
        return graph.messages(1).stream().map(OnnxReader::node).toList();
    }

    List<String> nodeNames() {
        return graph.messages(1).stream().map(node -> node.text(3)).toList();
    }

    /** Returns name → element type and dimensions, such as {@code 7 [batch]}. */
    Map<String, String> inputs() {
        return ports(11);
    }

    Map<String, String> outputs() {
        return ports(12);
    }

    Map<String, Cells> tensors() throws IOException {
        Map<String, Cells> tensors = new LinkedHashMap<>();
        for (ProtoReader tensor : graph.messages(5)) {
            tensors.put(tensor.text(8), cells(tensor));
        }
        return tensors;
    }

    /** Returns the tensors that are in another file. */
    Map<String, Place> places() {
        Map<String, Place> places = new LinkedHashMap<>();
        for (ProtoReader tensor : graph.messages(5)) {
            if (tensor.numbers(14).equals(List.of(1L))) {
                places.put(tensor.text(8), place(tensor));
            }
        }
        return places;
    }

    private static Place place(ProtoReader tensor) {
        Map<String, String> entries = new HashMap<>();
        tensor.messages(13).forEach(entry -> entries.put(entry.text(1), entry.text(2)));
        assertThat(entries).containsOnlyKeys("location", "offset", "length");
        return new Place(
                entries.get("location"),
                Integer.parseInt(entries.get("offset")),
                Integer.parseInt(entries.get("length")));
    }

    private Cells cells(ProtoReader tensor) throws IOException {
        byte[] raw = tensor.numbers(14).isEmpty() ? tensor.contents(9).get(0) : external(place(tensor));
        int[] dims = tensor.numbers(1).stream().mapToInt(Math::toIntExact).toArray();
        ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        Cells cells = new Cells(dims);
        for (int i = 0; i < cells.values().length; i++) {
            cells.values()[i] = switch ((int) tensor.number(2)) {
                case 1 -> bytes.getFloat();
                case 7 -> bytes.getLong();
                case 11 -> bytes.getDouble();
                default -> throw new AssertionError("element type " + tensor.number(2));
            };
        }
        assertThat(bytes.remaining()).isZero();
        return cells;
    }

    private byte[] external(Place place) throws IOException {
        byte[] file = Files.readAllBytes(folder.resolve(place.file()));
        return Arrays.copyOfRange(file, place.offset(), place.offset() + place.length());
    }

    private static Node node(ProtoReader node) {
        List<Node.Attribute> attributes =
                node.messages(5).stream().map(OnnxReader::attribute).toList();
        return new Node(node.text(4), node.texts(1), node.texts(2), attributes);
    }

    private static Node.Attribute attribute(ProtoReader attribute) {
        boolean list = attribute.number(20) == 7;
        assertThat(attribute.numbers(list ? 3 : 8)).isEmpty();
        return list
                ? Node.Attribute.list(attribute.text(1), attribute.numbers(8).toArray(Long[]::new))
                : Node.Attribute.of(attribute.text(1), attribute.number(3));
    }

    private Map<String, String> ports(int field) {
        Map<String, String> ports = new LinkedHashMap<>();
        for (ProtoReader port : graph.messages(field)) {
            ProtoReader type = port.message(2).message(1);
            List<String> dims =
                    type.message(2).messages(1).stream().map(dim -> dim.text(2)).toList();
            ports.put(port.text(1), type.number(1) + " " + dims);
        }
        return ports;
    }
}
