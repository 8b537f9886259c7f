package io.fulcrum.contract.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hashes as released: stored models depend on every one of these numbers. */
class XxHash64Test {
    private static final List<String> TEXTS =
            List.of("", "a", "0", "007", "user-1234567", "Müller", "日本語", "🙂", "a b\tc\"d`", "x".repeat(100));

    @Test
    void hash_referenceVectors_areThoseOfTheSpecification() {
        assertThat(XxHash64.hash("", 0)).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(XxHash64.hash("a", 0)).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(XxHash64.hash("abc", 0)).isEqualTo(0x44BC2CF5AD770999L);
    }

    @Test
    void id_hashedEncoder_isTheReleasedOne() {
        assertThat(ids("x"))
                .containsExactly(298194, 267252, 249640, 130546, 634912, 716987, 215414, 492099, 507436, 503415);
        assertThat(ids("other"))
                .containsExactly(673644, 613090, 113276, 329351, 669752, 216893, 175745, 855592, 504055, 85063);
    }

    @Test
    void hash_partOfAnArray_isThatOfItsBytes() {
        byte[] bytes = ("--" + "x".repeat(100) + "--").getBytes(StandardCharsets.UTF_8);
        assertThat(XxHash64.hash(bytes, 2, 100, 7)).isEqualTo(XxHash64.hash("x".repeat(100), 7));
    }

    @Test
    void hash_number_isThatOfItsBytesLowestFirst() {
        for (long value : new long[] {0, 1, -1, Long.MIN_VALUE, 0x0123456789ABCDEFL}) {
            byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array();
            assertThat(XxHash64.hash(value, 42)).isEqualTo(XxHash64.hash(bytes, 0, Long.BYTES, 42));
        }
    }

    private static List<Integer> ids(String table) {
        HashedEncoder encoder = new HashedEncoder(table, 1_000_000);
        return TEXTS.stream()
                .map(text -> HashedEncoder.id(XxHash64.hash(text, encoder.seed()), encoder.buckets()))
                .toList();
    }
}
