package io.fulcrum.features.drift;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.drift.FeatureDistribution;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.encode.RowTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkContext;

/**
 * The distributions of a preparation: all splits are counted while they are encoded, in bins that the counts of the
 * training split set. A preparation that extends an earlier one keeps its bins, so that both can be compared.
 */
public final class PreparedDistributions {
    private static final int NAME_LENGTH = 60;

    private final FeatureManifest manifest;
    private final Vocabularies vocabularies;
    private final Optional<FeatureDistributions> earlier;
    private final DistributionTally tally;

    private PreparedDistributions(
            FeatureManifest manifest,
            Vocabularies vocabularies,
            Optional<FeatureDistributions> earlier,
            DistributionTally tally) {
        this.manifest = manifest;
        this.vocabularies = vocabularies;
        this.earlier = earlier;
        this.tally = tally;
    }

    /**
     * Returns distributions to count.
     *
     * @param earlier those of the preparation that is extended
     * @param splitColumn column of the encoded rows that has the ordinal of their split
     */
    public static PreparedDistributions of(
            SparkContext spark,
            FeatureManifest manifest,
            Vocabularies vocabularies,
            Optional<FeatureDistributions> earlier,
            String splitColumn) {
        List<Bins> bins = new ArrayList<>();
        for (EncodedFeature feature : manifest.encoders()) {
            bins.add(earlier.flatMap(found -> found.bins(feature.name()))
                    .orElseGet(() -> CandidateBins.of(feature, manifest)));
        }
        DistributionTally tally =
                DistributionTally.ofSplits(spark, manifest.encoders(), bins, splitColumn, Split.values().length);
        return new PreparedDistributions(manifest, vocabularies, earlier, tally);
    }

    /** Returns what must see each row once. */
    public RowTally tally() {
        return tally;
    }

    /** Returns the distributions, after all rows have been seen. */
    public FeatureDistributions counted() {
        for (Split split : Split.values()) {
            long rows = manifest.split(split).rows();
            if (tally.rows(split.ordinal()) != rows) {
                throw new IllegalStateException("Split " + split.folder() + " has " + rows + " rows, but the values of "
                        + tally.rows(split.ordinal()) + " were counted.");
            }
        }
        List<FeatureDistribution> features = new ArrayList<>();
        for (int i = 0; i < manifest.encoders().size(); i++) {
            features.add(counted(manifest.encoders().get(i), i));
        }
        return new FeatureDistributions(FeatureDistributions.SCHEMA, manifest.fingerprint(), features);
    }

    private FeatureDistribution counted(EncodedFeature feature, int place) {
        ChosenBins chosen = chosen(feature, place);
        Map<String, List<Long>> splits = new TreeMap<>();
        for (Split split : Split.values()) {
            splits.put(split.folder(), chosen.join(tally.counts(split.ordinal(), place)));
        }
        return new FeatureDistribution(feature.name(), chosen.bins(), splits);
    }

    private ChosenBins chosen(EncodedFeature feature, int place) {
        Bins fine = tally.bins().get(place);
        if (earlier.flatMap(found -> found.bins(feature.name())).isPresent()) {
            return ChosenBins.same(fine);
        }
        long[] training = tally.counts(Split.TRAIN.ordinal(), place);
        if (fine instanceof Bins.Ranges ranges) {
            return ChosenBins.ranges(ranges, training);
        }
        Bins.Ids ids = (Bins.Ids) fine;
        return ChosenBins.ids(ids, training, CandidateBins.order(feature.encoder()), cell -> name(feature, ids, cell));
    }

    private String name(EncodedFeature feature, Bins.Ids ids, int cell) {
        if (!Bins.Ids.isExact(cell, ids.rows())) {
            return "every " + Bins.Ids.SHARED + "th id from " + cell;
        }
        if (feature.encoder() instanceof VocabularyEncoder vocabulary) {
            String text = vocabularies.of(vocabulary).text(cell - vocabulary.firstKnown());
            String line = text.replaceAll("\\p{Cntrl}", " ");
            return line.codePointCount(0, line.length()) <= NAME_LENGTH
                    ? line
                    : line.substring(0, line.offsetByCodePoints(0, NAME_LENGTH - 1)) + "…";
        }
        return CandidateBins.order(feature.encoder()) == ChosenBins.Order.VALUES
                ? CandidateBins.partName(feature.encoder(), cell - 1)
                : "id " + cell;
    }
}
