package io.fulcrum.features.drift;

import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.encoder.BucketEncoder;
import io.fulcrum.contract.encoder.CalendarPart;
import io.fulcrum.contract.encoder.CyclicEncoder;
import io.fulcrum.contract.encoder.EncodedColumns.IdLists;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.NumericEncoder;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.features.encode.EncodedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the values of one feature by bin. Numbers and parts of times are counted as the source has them, because an
 * encoded 0 may be a number or a missing one; ids as they were encoded.
 */
interface FieldTally {
    /**
     * Adds the values of a batch.
     *
     * @param split place of each row's split among the counts; // [row]
     * @param counts // [split][bin]
     */
    void add(EncodedBatch batch, int[] split, long[][] counts);

    /**
     * Returns the tallies of features at their places in rows.
     *
     * @param bins of each feature; // [feature]
     */
    static List<FieldTally> of(List<EncodedFeature> features, List<Bins> bins) {
        List<Source> sources = RowEncoder.sources(features);
        List<FieldTally> tallies = new ArrayList<>();
        int ids = 0;
        int lists = 0;
        for (int i = 0; i < features.size(); i++) {
            EncodedFeature feature = features.get(i);
            int source = sources.indexOf(feature.sources().get(0));
            Kind kind = feature.columns().get(0).kind();
            if (bins.get(i) instanceof Bins.Ranges ranges) {
                tallies.add(new Numbers(
                        source, NumericEncoder.reading(feature.encoder()), BucketEncoder.array(ranges.edges())));
            } else if (feature.encoder() instanceof CyclicEncoder cyclic) {
                tallies.add(new Parts(source, cyclic.part(), IdBins.of((Bins.Ids) bins.get(i))));
            } else if (kind == Kind.CATEGORICAL) {
                tallies.add(new Ids(ids, IdBins.of((Bins.Ids) bins.get(i))));
            } else {
                tallies.add(new Lists(lists, IdBins.of((Bins.Ids) bins.get(i))));
            }
            ids += kind == Kind.CATEGORICAL ? 1 : 0;
            lists += kind == Kind.CATEGORICAL_LIST ? 1 : 0;
        }
        return tallies;
    }

    /** A number by its range. */
    final class Numbers implements FieldTally {
        private final int source;
        private final NumericEncoder encoder;
        private final double[] edges;
        private int[] ids = new int[0]; // [row]

        Numbers(int source, NumericEncoder encoder, double[] edges) {
            this.source = source;
            this.encoder = encoder;
            this.edges = edges;
        }

        @Override
        public void add(EncodedBatch batch, int[] split, long[][] counts) {
            int rows = batch.rows();
            double[] numbers = batch.sources().numbers(source);
            ids = ids.length < rows ? new int[rows] : ids;
            BucketEncoder.ids(edges, numbers, rows, ids);
            for (int row = 0; row < rows; row++) {
                counts[split[row]][encoder.isMissing(numbers[row]) ? 0 : ids[row]]++;
            }
        }
    }

    /** A part of a date or time. */
    record Parts(int source, CalendarPart part, IdBins bins) implements FieldTally {
        @Override
        public void add(EncodedBatch batch, int[] split, long[][] counts) {
            for (int row = 0; row < batch.rows(); row++) {
                SourceRow at = batch.sources().row(row);
                counts[split[row]][at.isNull(source) ? 0 : bins.of(1 + part.of(at.micros(source)))]++;
            }
        }
    }

    /** An id. */
    record Ids(int column, IdBins bins) implements FieldTally {
        @Override
        public void add(EncodedBatch batch, int[] split, long[][] counts) {
            int[] ids = batch.features().ids(column);
            for (int row = 0; row < batch.rows(); row++) {
                counts[split[row]][bins.of(ids[row])]++;
            }
        }
    }

    /** The ids of a list, one missing value if there are none. */
    record Lists(int list, IdBins bins) implements FieldTally {
        @Override
        public void add(EncodedBatch batch, int[] split, long[][] counts) {
            IdLists lists = batch.features().lists(list);
            for (int row = 0; row < batch.rows(); row++) {
                long[] ofSplit = counts[split[row]];
                ofSplit[0] += lists.start(row) == lists.end(row) ? 1 : 0;
                for (int entry = lists.start(row); entry < lists.end(row); entry++) {
                    ofSplit[bins.of(lists.ids()[entry])]++;
                }
            }
        }
    }

    /**
     * The bin of each id.
     *
     * @param added bin of ids from {@code rows} on
     * @param ofCell bin of each cell; // [cell]
     */
    record IdBins(int rows, int unseenIds, int added, int[] ofCell) {
        static IdBins of(Bins.Ids bins) {
            int others = bins.size() - 2;
            int[] ofCell = new int[Bins.Ids.CELLS];
            Arrays.fill(ofCell, others);
            for (int i = 0; i < bins.cells().size(); i++) {
                ofCell[bins.cells().get(i)] = 2 + i;
            }
            return new IdBins(bins.rows(), bins.unseenIds(), others + 1, ofCell);
        }

        int of(int id) {
            if (id <= unseenIds) {
                return id == 0 ? 0 : 1;
            }
            return id >= rows ? added : ofCell[Bins.Ids.cell(id)];
        }
    }
}
