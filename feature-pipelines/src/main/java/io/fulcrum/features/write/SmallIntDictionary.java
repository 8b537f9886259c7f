package io.fulcrum.features.write;

import java.util.Arrays;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.dictionary.DictionaryValuesWriter.PlainIntegerDictionaryValuesWriter;
import org.apache.parquet.column.values.fallback.FallbackValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;

/**
 * Parquet's dictionary of ints, which finds the codes of small ones in an array instead of a hash map. The codes are
 * Parquet's: it numbers values in the order of their first arrival, and each value comes to it once.
 */
final class SmallIntDictionary extends PlainIntegerDictionaryValuesWriter {
    private final int[] codes; // [value] its code + 1; 0 until it has come up

    /** Makes a dictionary with an array for ints from 0 to {@code small} - 1. */
    @SuppressWarnings("deprecation") // what files of format version 1 call their dictionaries
    private SmallIntDictionary(ParquetProperties properties, int small) {
        super(
                properties.getDictionaryPageSizeThreshold(),
                Encoding.PLAIN_DICTIONARY,
                Encoding.PLAIN_DICTIONARY,
                properties.getAllocator());
        codes = new int[small];
    }

    /** Returns a writer that ends its dictionary where Parquet's writer of format version 1 does. */
    static ValuesWriter of(ParquetProperties properties, int small) {
        ValuesWriter plain = new PlainValuesWriter(
                properties.getInitialSlabSize(), properties.getPageSizeThreshold(), properties.getAllocator());
        return FallbackValuesWriter.of(new SmallIntDictionary(properties, small), plain);
    }

    @Override
    public void writeInteger(int value) {
        if (value < 0 || value >= codes.length) {
            super.writeInteger(value);
        } else if (codes[value] == 0) {
            super.writeInteger(value);
            codes[value] = getDictionarySize(); // it is the last one
        } else {
            encodedValues.add(codes[value] - 1);
        }
    }

    @Override
    protected void clearDictionaryContent() {
        super.clearDictionaryContent();
        Arrays.fill(codes, 0);
    }
}
