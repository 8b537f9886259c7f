package io.fulcrum.contract.encoder;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as its UTF-8 bytes, reused from value to value so that reading a text allocates nothing.
 *
 * <p>The text of a whole number is its decimal digits, of a boolean {@code true} or {@code false}, of a date
 * {@code yyyy-MM-dd}; an unpaired surrogate of a Java string is a question mark.
 */
public final class Utf8 {
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FALSE = bytes("false");
    private static final byte[] LEAST_LONG = bytes(Long.toString(Long.MIN_VALUE));
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[0];
    private int offset;
    private int length;
    private byte[] own = new byte[64];

    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    /** Returns the number of bytes. */
    public int length() {
        return length;
    }

    /** Makes this a view of bytes that the caller keeps unchanged while the text is used. */
    public void view(byte[] source, int from, int count) {
        bytes = source;
        offset = from;
        length = count;
    }

    public void set(String text) {
        byte[] encoded = bytes(text);
        view(encoded, 0, encoded.length);
    }

    public void setTrue() {
        view(TRUE, 0, TRUE.length);
    }

    public void setFalse() {
        view(FALSE, 0, FALSE.length);
    }

    public void set(long value) {
        if (value == Long.MIN_VALUE) {
            view(LEAST_LONG, 0, LEAST_LONG.length);
            return;
        }
        int at = LONGEST_NUMBER;
        long rest = Math.abs(value);
        do {
            own[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            own[--at] = '-';
        }
        view(own, at, LONGEST_NUMBER - at);
    }

    /** Makes this the empty text, to be appended to. */
    void clear() {
        view(own, 0, 0);
    }

    /** Appends bytes to what was cleared. */
    void append(byte[] source, int from, int count) {
        if (length + count > own.length) {
            own = Arrays.copyOf(own, Math.max(2 * own.length, length + count));
        }
        System.arraycopy(source, from, own, length, count);
        view(own, 0, length + count);
    }

    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
