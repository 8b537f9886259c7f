package io.fulcrum.model.embedding;

import io.fulcrum.data.Seeds;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The first values of a table's embedding rows: a function of (seed, table, row, position), so that nobody stores or
 * sends the rows that training never changed. Uniform around zero with a small deviation against the network's other
 * inputs, as DLRM and DeepCTR start theirs. Each value is one draw of a SplitMix64 stream (Steele, Lea and Flood,
 * OOPSLA 2014) that starts at the row's seed; the stream is counted, so a draw needs no state and costs one mix.
 *
 * @param table address of the table among the random numbers
 * @param width parameters of a row
 */
public record FirstValues(long table, int width) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double DEVIATION = 0.05;
    private static final double UNIT = (float) DEVIATION * Math.sqrt(3) * 0x1.0p-52; // the largest value over 2^52

    public static FirstValues of(EmbeddingSpec spec, int table) {
        return new FirstValues(Seeds.prefix(spec.seed(), Seeds.Purpose.EMBEDDING_ROWS, table), spec.width(table));
    }

    /** Writes the first {@code floats} of a row's record, the parameters at least; its state is zeros. */
    public void copyTo(int row, float[] target, int at, int floats) {
        long stream = Seeds.of(table, row);
        for (int i = 0; i < width; i++) {
            stream += Seeds.GOLDEN_RATIO;
            target[at + i] = value(stream);
        }
        Arrays.fill(target, at + width, at + floats, 0);
    }

    void addTo(int row, float[] target, int at, float scale) {
        long stream = Seeds.of(table, row);
        for (int i = 0; i < width; i++) {
            stream += Seeds.GOLDEN_RATIO;
            target[at + i] += scale * value(stream);
        }
    }

    /** Draws 53 bits; as a signed number they are exact, so that the one product is all that rounds. */
    private static float value(long address) {
        long signed = (Seeds.mix(address) >>> 11) - (1L << 52);
        return (float) (signed * UNIT);
    }
}
