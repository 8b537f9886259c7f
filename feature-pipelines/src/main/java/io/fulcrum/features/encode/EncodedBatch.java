package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedColumns;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.SourceColumns;
import io.fulcrum.features.read.SparkBatch;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows that are encoded together, with their columns beside the features'. Is filled again; for one thread. */
public final class EncodedBatch {
    private final RowEncoder encoder;
    private final EncodedColumns features;
    private final EncodedInternalRow view;
    private SparkBatch batch;

    EncodedBatch(RowEncoder encoder, EncodedLayout layout) {
        this.encoder = encoder;
        features = encoder.columns();
        view = new EncodedInternalRow(layout, features);
    }

    void encode(SparkBatch rows) {
        batch = rows;
        encoder.encode(rows, features);
    }

    public int rows() {
        return batch.rows();
    }

    /** Returns the features' sources. */
    public SourceColumns sources() {
        return batch;
    }

    /** Returns the features' columns. */
    public EncodedColumns features() {
        return features;
    }

    /** Returns the hash of each row's source values; // [row], longer than the batch. */
    public long[] hashes() {
        return batch.hashes();
    }

    /** Returns the columns beside the features' of a row: those before, between and after them. */
    public InternalRow carried(int row) {
        return batch.computed(row);
    }

    /** Returns a row with all its columns; always the same view, moved. */
    public InternalRow row(int row) {
        view.at(row, batch.computed(row), batch.hashes()[row]);
        return view;
    }
}
