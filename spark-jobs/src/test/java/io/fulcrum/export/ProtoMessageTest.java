package io.fulcrum.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protobuf's wire format, to the byte. */
class ProtoMessageTest {
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0800",
        "1, 1, 0801",
        "1, 127, 087f",
        "1, 128, 088001",
        "1, 150, 089601", // the example of protobuf's own encoding page
        "15, 300, 78ac02",
        "16, 1, 800101",
        "20, 7, a00107",
        "1, 9223372036854775807, 08ffffffffffffffff7f",
        "1, -1, 08ffffffffffffffffff01",
    })
    void number_value_isAVarint(int field, long value, String hex) throws IOException {
        assertBytes(new ProtoMessage().number(field, value), hex);
    }

    @ParameterizedTest
    @CsvSource({"'', 1200", "testing, 120774657374696e67", "☂, 1203e29882", "😀, 1204f09f9880"})
    void text_value_isItsUtf8(String value, String hex) throws IOException {
        assertBytes(new ProtoMessage().text(2, value), hex);
    }

    @ParameterizedTest(name = "{index}") // reports cannot hold such texts
    @ValueSource(strings = {"\ud83d", "a\ude00b", "\ude00\ud83d"})
    void text_unpairedSurrogate_isRefused(String value) {
        assertThatThrownBy(() -> new ProtoMessage().text(2, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unpaired surrogate");
    }

    @Test
    void message_nested_hasItsLengthBeforeIt() throws IOException {
        ProtoMessage inner = new ProtoMessage();
        ProtoMessage outer = new ProtoMessage().message(3, inner).number(1, 2);
        assertBytes(outer, "1a000802");
        inner.number(1, 150);
        assertBytes(outer, "1a030896010802");
    }

    @Test
    void data_floats_areLittleEndianAfterTheirLength() throws IOException {
        FloatRows rows = FloatRows.of(new float[] {9, 1, -2, 0.5f, -0f, 9}, 1, 2, 2);
        assertBytes(new ProtoMessage().data(9, rows), "4a10" + "0000803f" + "000000c0" + "0000003f" + "00000080");
        assertBytes(
                new ProtoMessage().data(9, RawData.ofLongs(1, -2)), "4a10" + "0100000000000000" + "feffffffffffffff");
        assertBytes(new ProtoMessage().data(9, RawData.ofDouble(1)), "4a08" + "000000000000f03f");
        assertBytes(new ProtoMessage().data(9, RawData.ofFloat(1)), "4a04" + "0000803f");
    }

    @Test
    void data_rowsBeyondTheBuffer_areAllWritten() throws IOException {
        int width = 7;
        int rows = 10_000;
        FloatRows data = new FloatRows(rows, width, (row, target) -> {
            for (int i = 0; i < width; i++) {
                target[i] = row * width + i;
            }
        });
        byte[] bytes = new ProtoReader(written(new ProtoMessage().data(1, data)))
                .contents(1)
                .get(0);
        assertThat(bytes).hasSize(4 * rows * width);
        FloatBuffer floats =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        for (int i = 0; i < rows * width; i++) {
            assertThat(floats.get(i)).isEqualTo(i);
        }
    }

    @Test
    void writeTo_randomMessages_areAsLongAsTheySay() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            written(random(random, 4));
        }
    }

    private static ProtoMessage random(SplittableRandom random, int depth) {
        ProtoMessage message = new ProtoMessage();
        for (int i = random.nextInt(5); i > 0; i--) {
            int field = 1 + random.nextInt(40);
            switch (random.nextInt(depth > 0 ? 4 : 3)) {
                case 0 -> message.number(field, random.nextLong() >>> random.nextInt(64));
                case 1 -> message.text(field, "x".repeat(random.nextInt(300)));
                case 2 -> message.data(field, RawData.ofLongs(new long[random.nextInt(40)]));
                default -> message.message(field, random(random, depth - 1));
            }
        }
        return message;
    }

    private static void assertBytes(ProtoMessage message, String hex) throws IOException {
        assertThat(HexFormat.of().formatHex(written(message))).isEqualTo(hex);
    }

    private static byte[] written(ProtoMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        assertThat(message.size()).isEqualTo(out.size());
        return out.toByteArray();
    }
}
