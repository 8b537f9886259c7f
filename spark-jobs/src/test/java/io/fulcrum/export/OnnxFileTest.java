package io.fulcrum.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.job.ProgramVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny graph as a file, byte by byte. */
class OnnxFileTest {
    @TempDir
    Path folder;

    /** y = transpose(x + 2), with both kinds of attribute and a scalar constant. */
    @Test
    void write_tinyGraph_hasTheBytesOfOnnx() throws IOException {
        OnnxGraph graph = new OnnxGraph();
        graph.input(new Port(graph.freeName("x"), ElementType.FLOAT, List.of("n")));
        graph.output(new Port(graph.freeName("y"), ElementType.FLOAT, List.of("n")));
        String two = graph.tensor("two", ElementType.FLOAT, List.of(1L), RawData.ofFloat(2));
        String sum = graph.node("Add", "s", List.of("x", two), Node.Attribute.of("axis", 1));
        graph.nodeTo("y", "Transpose", List.of(sum), Node.Attribute.list("perm", 1L, 0L));

        OnnxFile.write(folder.toString(), graph, Map.of("k", "v"), Long.MAX_VALUE);

        String add = message( // NodeProto
                text(1, "x"),
                text(1, "two"),
                text(2, "s"),
                text(3, "s"),
                text(4, "Add"),
                field(5, message(text(1, "axis"), "1801", "a00102"))); // i = 1, type = INT
        String transpose = message(
                text(1, "s"),
                text(2, "y"),
                text(3, "y"),
                text(4, "Transpose"),
                field(5, message(text(1, "perm"), "4001", "4000", "a00107"))); // ints = 1, 0, type = INTS
        String tensor = message("0801", "1001", text(8, "two"), field(9, "00000040")); // dims, data_type, raw_data
        String type = message(field(1, message("0801", field(2, message(field(1, text(2, "n")))))));
        String whole = message( // ModelProto
                "0808", // ir_version
                text(2, "fulcrum"),
                text(3, ProgramVersion.VERSION),
                field(
                        7,
                        message( // GraphProto
                                field(1, add),
                                field(1, transpose),
                                text(2, "fulcrum"),
                                field(5, tensor),
                                field(11, message(text(1, "x"), field(2, type))),
                                field(12, message(text(1, "y"), field(2, type))))),
                field(8, message(text(1, ""), "1012")), // operator set 18
                field(14, message(text(1, "k"), text(2, "v"))));
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("model.onnx"))))
                .isEqualTo(whole);
    }

    @Test
    void constants_equalOnes_areShared() {
        OnnxGraph graph = new OnnxGraph();
        assertThat(graph.list(1, 2)).isEqualTo(graph.list(1, 2)).isNotEqualTo(graph.list(2, 1));
        assertThat(graph.number(1)).isEqualTo(graph.number(1)).isNotEqualTo(graph.list(1));
        assertThat(graph.number(1f)).isEqualTo(graph.number(1f)).isNotEqualTo(graph.number(1d));
        assertThat(graph.tensors().stream().map(Tensor::name)).hasSize(6).doesNotHaveDuplicates();
    }

    private static String message(String... fields) {
        return String.join("", fields);
    }

    private static String text(int field, String text) {
        return field(field, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A field below 16 of content shorter than 16,384 bytes: tag and length take one or two bytes. */
    private static String field(int field, String content) {
        int length = content.length() / 2;
        String size = length < 128
                ? hex(length)
                : Stream.of(length & 127 | 128, length >> 7)
                        .map(OnnxFileTest::hex)
                        .reduce("", String::concat);
        return hex(field << 3 | 2) + size + content;
    }

    private static String hex(int value) {
        return HexFormat.of().toHexDigits((byte) value);
    }
}
