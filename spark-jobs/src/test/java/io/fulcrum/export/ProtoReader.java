package io.fulcrum.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A protobuf message read back, with no knowledge of what it means: the values of each field in their order. */
final class ProtoReader {
    private final Map<Integer, List<Long>> numbers = new TreeMap<>();
    private final Map<Integer, List<byte[]>> contents = new TreeMap<>();
    private final byte[] bytes;
    private int at;

    ProtoReader(byte[] bytes) {
        this.bytes = bytes;
        while (at < bytes.length) {
            long tag = varint();
            int field = (int) (tag >>> 3);
            if ((tag & 7) == 0) {
                numbers.computeIfAbsent(field, absent -> new ArrayList<>()).add(varint());
            } else {
                assertThat(tag & 7).isEqualTo(2);
                int length = (int) varint();
                assertThat(length).isBetween(0, bytes.length - at);
                contents.computeIfAbsent(field, absent -> new ArrayList<>())
                        .add(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
        }
    }

    List<Long> numbers(int field) {
        return numbers.getOrDefault(field, List.of());
    }

    long number(int field) {
        assertThat(numbers(field)).hasSize(1);
        return numbers(field).get(0);
    }

    List<byte[]> contents(int field) {
        return contents.getOrDefault(field, List.of());
    }

    List<String> texts(int field) {
        return contents(field).stream()
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .toList();
    }

    String text(int field) {
        assertThat(texts(field)).hasSize(1);
        return texts(field).get(0);
    }

    List<ProtoReader> messages(int field) {
        return contents(field).stream().map(ProtoReader::new).toList();
    }

    ProtoReader message(int field) {
        assertThat(messages(field)).hasSize(1);
        return messages(field).get(0);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
