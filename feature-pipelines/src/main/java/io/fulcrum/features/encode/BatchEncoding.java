package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.UnpairedListException;
import io.fulcrum.features.read.SparkBatch;
import io.fulcrum.job.JobFailure;
import java.util.Iterator;
import java.util.List;

/** Encodes the rows of one partition, each batch into the same object. */
final class BatchEncoding implements Iterator<EncodedBatch> {
    private final Iterator<SparkBatch> batches;
    private final EncodedBatch encoded;
    private final List<RowTally.Partition> tallies;
    private boolean open = true;

    BatchEncoding(Iterator<SparkBatch> batches, EncodedBatch encoded, List<RowTally.Partitions> seenBy) {
        this.batches = batches;
        this.encoded = encoded;
        tallies = seenBy.stream().map(RowTally.Partitions::open).toList();
    }

    @Override
    public boolean hasNext() {
        boolean more = batches.hasNext();
        if (!more && open) {
            open = false;
            tallies.forEach(RowTally.Partition::close);
        }
        return more;
    }

    @Override
    public EncodedBatch next() {
        try {
            encoded.encode(batches.next());
        } catch (UnpairedListException e) {
            throw JobFailure.dataCheck(e.getMessage());
        }
        tallies.forEach(tally -> tally.add(encoded));
        return encoded;
    }
}
