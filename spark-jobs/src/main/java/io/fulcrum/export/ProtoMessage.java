package io.fulcrum.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in protobuf's wire format: fields in the order in which they were added. Its size follows from its fields
 * before a byte is written, so a field's content can be a stream that is never in memory as a whole.
 *
 * <p>Only the two wire types that ONNX's messages need: varints (0) and length-delimited fields (2).
 */
final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final List<Field> fields = new ArrayList<>();

    /** A field with its tag. */
    private interface Field {
        long size();

        void writeTo(OutputStream out) throws IOException;
    }

    /** Adds an integer, of which negative ones take ten bytes. */
    ProtoMessage number(int field, long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        putVarint(bytes, tag(field, VARINT));
        putVarint(bytes, value);
        return add(new Bytes(bytes.toByteArray()));
    }

    /** Adds a text. */
    ProtoMessage text(int field, String value) {
        byte[] utf8 = utf8(value);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        putVarint(bytes, tag(field, LENGTH_DELIMITED));
        putVarint(bytes, utf8.length);
        bytes.writeBytes(utf8);
        return add(new Bytes(bytes.toByteArray()));
    }

    /** Adds a message, which may still grow until the outermost one is written. */
    ProtoMessage message(int field, ProtoMessage value) {
        return add(new Nested(tag(field, LENGTH_DELIMITED), value));
    }

    /** Adds bytes that are read when the message is written. */
    ProtoMessage data(int field, RawData value) {
        return add(new Streamed(tag(field, LENGTH_DELIMITED), value));
    }

    /** Returns how many bytes {@link #writeTo} writes. */
    long size() {
        long size = 0;
        for (Field field : fields) {
            size += field.size();
        }
        return size;
    }

    void writeTo(OutputStream out) throws IOException {
        for (Field field : fields) {
            field.writeTo(out);
        }
    }

    /** Returns a text's bytes in UTF-8; an unpaired surrogate has none. */
    static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The text \"" + text + "\" has an unpaired surrogate", e);
        }
    }

    private ProtoMessage add(Field field) {
        fields.add(field);
        return this;
    }

    private static long tag(int field, int wireType) {
        return (long) field << 3 | wireType;
    }

    private static int varintSize(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    private static void putVarint(ByteArrayOutputStream out, long value) {
        long left = value;
        for (; (left & ~0x7FL) != 0; left >>>= 7) {
            out.write((int) (left & 0x7F | 0x80));
        }
        out.write((int) left);
    }

    private static void writeVarint(OutputStream out, long value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        putVarint(bytes, value);
        bytes.writeTo(out);
    }

    /** A whole field, tag included. */
    private record Bytes(byte[] bytes) implements Field {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    /** A message inside the message. */
    private record Nested(long tag, ProtoMessage message) implements Field {
        @Override
        public long size() {
            long content = message.size();
            return varintSize(tag) + varintSize(content) + content;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            writeVarint(out, tag);
            writeVarint(out, message.size());
            message.writeTo(out);
        }
    }

    /** Bytes from a source. */
    private record Streamed(long tag, RawData data) implements Field {
        @Override
        public long size() {
            return varintSize(tag) + varintSize(data.bytes()) + data.bytes();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            writeVarint(out, tag);
            writeVarint(out, data.bytes());
            data.writeTo(out);
        }
    }
}
