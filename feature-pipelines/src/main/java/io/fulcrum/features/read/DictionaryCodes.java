package io.fulcrum.features.read;

import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.ValueCodes;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/** The codes of one source, in batches whose column is stored with a Parquet dictionary; for one thread. */
final class DictionaryCodes {
    private Dictionary latest;
    private ValueCodes dictionary = new ValueCodes(0); // of the latest one
    private @Nullable DictionaryTexts texts; // of the latest one, null until it is asked for
    private WritableColumnVector vector; // null where the batch has values instead of codes
    private int[] codes = new int[0]; // [row]
    private boolean areRead;

    /** Moves to the next batch, which fills the columns with other values. */
    void open(ColumnVector column) {
        vector = null;
        areRead = false;
        if (!(column instanceof WritableColumnVector coded) || !coded.hasDictionary()) {
            return;
        }
        Dictionary of = VectorDictionary.of(coded);
        if (of == null) {
            return;
        }
        if (of != latest) {
            latest = of;
            dictionary = new ValueCodes(of.getMaxId() + 1);
            texts = null;
        }
        vector = coded;
    }

    /** Whether the batch has codes. */
    boolean arePresent() {
        return vector != null;
    }

    /**
     * Returns the codes of the rows at these places of the batch; // [row] -1 where there is no value.
     *
     * @param places the same ones until the next batch
     */
    int[] of(int[] places, int count) {
        if (!areRead) {
            codes = codes.length < count ? new int[count] : codes;
            read(places, count);
            areRead = true;
        }
        return codes;
    }

    private void read(int[] places, int count) {
        WritableColumnVector ids = vector.getDictionaryIds();
        if (vector.hasNull()) {
            for (int row = 0; row < count; row++) {
                codes[row] = vector.isNullAt(places[row]) ? -1 : ids.getDictId(places[row]);
            }
        } else {
            Arrays.setAll(codes, row -> row < count ? ids.getDictId(places[row]) : -1);
        }
    }

    /** Whether there are codes and they are those of texts. */
    boolean haveTexts() {
        return vector != null && vector.dataType() instanceof StringType;
    }

    /** Reads the text of a code. */
    void text(int code, Utf8 into) {
        if (texts == null) {
            texts = DictionaryTexts.of(latest);
        }
        texts.read(code, into);
    }

    /** Returns the dictionary of the codes. */
    ValueCodes dictionary() {
        return dictionary;
    }
}
