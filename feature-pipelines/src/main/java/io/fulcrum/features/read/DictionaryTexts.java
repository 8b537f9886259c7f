package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.Utf8;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;

/**
 * The texts of a Parquet dictionary side by side. Parquet gives each as an object that points somewhere; reading them
 * in the order of their codes and keeping the bytes together spares a wait for memory at each later use.
 *
 * @param ends end of each text among the bytes; // [code]
 */
record DictionaryTexts(byte[] bytes, int[] ends) {
    private static final int BYTES_PER_TEXT = 16; // to begin with

    /** Reads all texts. */
    static DictionaryTexts of(Dictionary dictionary) {
        int count = dictionary.getMaxId() + 1;
        byte[] bytes = new byte[BYTES_PER_TEXT * count];
        int[] ends = new int[count];
        int end = 0;
        for (int code = 0; code < count; code++) {
            byte[] text = dictionary.decodeToBinary(code).getBytesUnsafe();
            if (bytes.length - end < text.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + text.length));
            }
            System.arraycopy(text, 0, bytes, end, text.length);
            end += text.length;
            ends[code] = end;
        }
        return new DictionaryTexts(bytes, ends);
    }

    /** Makes {@code into} a view of the text of a code. */
    void read(int code, Utf8 into) {
        int start = code == 0 ? 0 : ends[code - 1];
        into.view(bytes, start, ends[code] - start);
    }
}
