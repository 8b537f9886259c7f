package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.EncodedRow;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.features.read.SparkRow;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Encodes the rows of one partition, each into the same output row. */
final class RowEncoding {
    private final RowEncoder encoder;
    private final EncodedRow encoded;
    private final EncodedInternalRow output;
    private final List<RowTally.Partition> tallies;

    RowEncoding(
            List<EncodedFeature> features,
            Vocabularies vocabularies,
            EncodedLayout layout,
            List<RowTally.Partitions> seenBy) {
        tallies = seenBy.stream().map(RowTally.Partitions::open).toList();
        encoder = RowEncoder.of(features, vocabularies);
        encoded = encoder.row();
        output = new EncodedInternalRow(layout, encoded);
    }

    Iterator<InternalRow> encode(Iterator<SparkRow> rows) {
        return new Iterator<>() {
            private boolean open = true;

            @Override
            public boolean hasNext() {
                boolean more = rows.hasNext();
                if (!more && open) {
                    open = false;
                    tallies.forEach(RowTally.Partition::close);
                }
                return more;
            }

            @Override
            public InternalRow next() {
                SparkRow row = rows.next();
                encoder.encode(row, encoded);
                output.carry(row.computed(), row.hash());
                for (RowTally.Partition tally : tallies) {
                    tally.add(row, encoded, output);
                }
                return output;
            }
        };
    }
}
