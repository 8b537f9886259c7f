package io.fulcrum.model;

import io.fulcrum.contract.FeatureSchema;
import java.util.List;
import java.util.Locale;

/**
 * How large a model is, reckoned from its description without allocating anything.
 *
 * @param parameters of the network
 * @param rowBytes that stored embedding rows take, with the index that finds them
 */
public record ModelSize(long parameters, long rowBytes) {
    private static final int MOST_FLOATS = Integer.MAX_VALUE - 8; // of one array
    private static final int ROWS_PER_INDEX_BYTE = 512; // of a table that stores none: a pointer to each empty page

    public ModelSize {
        if (parameters > MOST_FLOATS) {
            throw new IllegalArgumentException("The network has " + parameters + " parameters, but at most "
                    + MOST_FLOATS + " are possible. Set narrower layers or fewer experts.");
        }
    }

    /** Returns the size of a model of which no embedding row is stored, for none is trained. */
    public static ModelSize of(ModelSpec spec) {
        return new ModelSize(parameters(spec), 0);
    }

    /** Returns the size of the same model with {@code stored} rows of each table. */
    ModelSize with(EmbeddingSpec tables, long[] stored) {
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
        long input = inputWidth(spec);
        int tasks = spec.tasks().size();
        Architecture architecture = spec.network().architecture();
        if (architecture instanceof Mmoe mmoe) {
            long gates = tasks * dense(input, mmoe.experts());
            return mmoe.experts() * stack(input, mmoe.expertLayers()) + gates + heads(tasks, mmoe.expertLayers(), mmoe);
        }
        SharedBottom bottom = (SharedBottom) architecture;
        return stack(input, bottom.bottomLayers()) + heads(tasks, bottom.bottomLayers(), bottom);
    }

    /** In 64 bits, which a description's own arithmetic need not fit into. */
    private static long inputWidth(ModelSpec spec) {
        FeatureSchema features = spec.features();
        long embedded = (long) features.categorical().size() + features.lists().size();
        return features.numeric().size() + embedded * spec.network().embeddingSize();
    }

    private static long heads(int tasks, List<Integer> below, Architecture architecture) {
        List<Integer> heads = architecture.headLayers();
        long width = below.get(below.size() - 1);
        long top = heads.isEmpty() ? width : heads.get(heads.size() - 1);
        return tasks * (stack(width, heads) + dense(top, 1));
    }

    private static long stack(long input, List<Integer> widths) {
        long parameters = 0;
        long below = input;
        for (int width : widths) {
            parameters += dense(below, width);
            below = width;
        }
        return parameters;
    }

    private static long dense(long below, long width) {
        return (below + 1) * width;
    }
}
