package io.fulcrum.serve;

import io.fulcrum.contract.encoder.Utf8;

/** Java texts as UTF-8 in one array that is reused; an unpaired surrogate is a question mark, as in {@link Utf8}. */
final class TextBytes {
    private static final int MOST_BYTES = 3; // of a char

    private byte[] bytes = new byte[256];
    private int length;

    /** Makes {@code into} a view of the text, valid until the next one. */
    void read(CharSequence text, Utf8 into) {
        if (bytes.length < MOST_BYTES * text.length()) {
            bytes = new byte[2 * MOST_BYTES * text.length()];
        }
        length = 0;
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (unit < 0x80) {
                bytes[length++] = (byte) unit;
            } else if (!Character.isSurrogate(unit)) {
                append(unit);
            } else if (isPair(text, at)) {
                append(Character.toCodePoint(unit, text.charAt(++at)));
            } else {
                bytes[length++] = '?';
            }
        }
        into.view(bytes, 0, length);
    }

    private static boolean isPair(CharSequence text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }

    private void append(int point) {
        if (point < 0x800) {
            bytes[length++] = (byte) (0xC0 | point >> 6);
        } else {
            if (point < 0x10000) {
                bytes[length++] = (byte) (0xE0 | point >> 12);
            } else {
                bytes[length++] = (byte) (0xF0 | point >> 18);
                bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
            }
            bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
        }
        bytes[length++] = (byte) (0x80 | point & 0x3F);
    }
}
