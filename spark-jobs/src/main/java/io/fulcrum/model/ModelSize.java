package io.fulcrum.model;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.GraphBuilder;
import java.util.Locale;

/**
 * How large a model is, reckoned from its description without allocating anything.
 *
 * @param parameters of the network
 * @param rowBytes that stored embedding rows take, with the index that finds them
 */
public record ModelSize(long parameters, long rowBytes) {
    private static final int ROWS_PER_INDEX_BYTE = 512; // of a table that stores none: a pointer to each empty page

    /**
     * Returns the size of a model of which no embedding row is stored, for none is trained.
     *
     * @throws IllegalArgumentException if the network is larger than an array can be
     */
    public static ModelSize of(ModelSpec spec) {
        return new ModelSize(parameters(spec), 0);
    }

    /** Returns the size of the same model with {@code stored} rows of each table. */
    public ModelSize with(EmbeddingSpec tables, long[] stored) {
        long bytes = EmbeddingTables.bytes(tables, stored);
        for (EmbeddingSpec.Table table : tables.tables()) {
            bytes += table.rows() / ROWS_PER_INDEX_BYTE;
        }
        return new ModelSize(parameters, bytes);
    }

    /** Bytes of memory. */
    public long bytes() {
        return Float.BYTES * parameters + rowBytes;
    }

    /** Refuses a model whose numbers alone are more than {@code heap} bytes; {@code what} names it in the message. */
    public void requireWithin(long heap, String what) {
        if (bytes() > heap) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s has %,d MiB of parameters and embedding rows,"
                            + " but this program's heap holds at most %,d MiB. Give it more memory (FULCRUM_MEMORY, or --driver-memory of"
                            + " spark-submit), or make the model smaller.",
                    what,
                    bytes() >> 20,
                    heap >> 20));
        }
    }

    private static long parameters(ModelSpec spec) {
        spec.inputLayout(); // refuses what the features do not have
        return GraphBuilder.parameters(
                spec.network().architecture(),
                spec.network().options(),
                spec.inputFields(),
                spec.tasks().size());
    }
}
