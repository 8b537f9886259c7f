package io.fulcrum.data;

import java.io.IOException;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.io.ParquetDecodingException;
import org.jspecify.annotations.Nullable;

/**
 * The values of a column with at most one value per row, in one row group. Parquet's {@code ColumnReader} has them as
 * well, but asks for levels, pages and types with each value, which takes several times as long as to decode it.
 */
final class FlatChunk {
    private final ColumnDescriptor column;
    private final PageReader pages;
    private final @Nullable Dictionary dictionary;
    private @Nullable Levels levels; // of the page; none where every row has a value
    private ValuesReader values;
    private int left; // rows of the page
    private boolean isKnown; // whether the next row has a value
    private boolean isPresent;

    /** Whether rows have a value. */
    private interface Levels {
        int next() throws IOException;
    }

    @SuppressWarnings("NullAway.Init") // the first page sets the values
    FlatChunk(ColumnDescriptor column, PageReader pages) throws IOException {
        this.column = column;
        this.pages = pages;
        DictionaryPage page = pages.readDictionaryPage();
        dictionary = page == null ? null : page.getEncoding().initDictionary(column, page);
    }

    /**
     * Returns how many of the next rows have a value, up to {@code most} and to the end of a page. They are the next
     * ones of {@link #values}, and must be taken. If the very next row has none the answer is 0, and the row is passed.
     */
    int present(int most) throws IOException {
        while (left == 0) {
            open(pages.readPage());
        }
        int count = Math.min(left, most);
        if (levels != null) {
            count = run(levels, count);
        }
        left -= Math.max(count, 1);
        return count;
    }

    /** Returns the values of the page, from the first one on that was not taken. */
    ValuesReader values() {
        return values;
    }

    private int run(Levels of, int most) throws IOException {
        int count = 0;
        while (count < most && isNextPresent(of)) {
            isKnown = false;
            count++;
        }
        isKnown &= count > 0;
        return count;
    }

    private boolean isNextPresent(Levels of) throws IOException {
        if (!isKnown) {
            isPresent = of.next() == column.getMaxDefinitionLevel();
            isKnown = true;
        }
        return isPresent;
    }

    private void open(@Nullable DataPage page) throws IOException {
        if (page == null) {
            throw new ParquetDecodingException("column " + column + " ends before its row group");
        }
        left = page.getValueCount();
        if (left < 0) {
            throw new ParquetDecodingException("column " + column + " has a page of " + left + " values");
        }
        if (page instanceof DataPageV2 second) {
            open(second);
        } else {
            open((DataPageV1) page);
        }
    }

    private void open(DataPageV1 page) throws IOException {
        ByteBufferInputStream bytes = page.getBytes().toInputStream();
        page.getRlEncoding()
                .getValuesReader(column, ValuesType.REPETITION_LEVEL)
                .initFromPage(left, bytes);
        ValuesReader present = page.getDlEncoding().getValuesReader(column, ValuesType.DEFINITION_LEVEL);
        present.initFromPage(left, bytes);
        levels = column.getMaxDefinitionLevel() == 0 ? null : present::readInteger;
        open(page.getValueEncoding(), bytes);
    }

    private void open(DataPageV2 page) throws IOException {
        int width = BytesUtils.getWidthFromMaxInt(column.getMaxDefinitionLevel());
        levels = width == 0
                ? null
                : new RunLengthBitPackingHybridDecoder(
                        width, page.getDefinitionLevels().toInputStream())::readInt;
        open(page.getDataEncoding(), page.getData().toInputStream());
    }

    private void open(Encoding encoding, ByteBufferInputStream bytes) throws IOException {
        if (!encoding.usesDictionary()) {
            values = encoding.getValuesReader(column, ValuesType.VALUES);
        } else if (dictionary == null) {
            throw new ParquetDecodingException("column " + column + " has no dictionary");
        } else {
            values = encoding.getDictionaryBasedValuesReader(column, ValuesType.VALUES, dictionary);
        }
        values.initFromPage(left, bytes);
    }
}
