package io.fulcrum.features.drift;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.drift.Bins;
import io.fulcrum.contract.drift.FeatureDistribution;
import io.fulcrum.contract.drift.FeatureDistributions;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.features.encode.RowTally;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;

/** The distributions of new rows in the bins of the data whose encoders they use. */
public final class NewDistributions {
    private final FeatureDistributions like;
    private final DistributionTally tally;

    private NewDistributions(FeatureDistributions like, DistributionTally tally) {
        this.like = like;
        this.tally = tally;
    }

    /**
     * Returns distributions to count.
     *
     * @param like those of the data or model whose encoders are used
     */
    public static NewDistributions of(SparkContext spark, List<EncodedFeature> encoders, FeatureDistributions like) {
        List<Bins> bins =
                like.features().stream().map(FeatureDistribution::bins).toList();
        return new NewDistributions(like, DistributionTally.ofOneSplit(spark, encoders, bins));
    }

    /** Returns what must see each row once. */
    public RowTally tally() {
        return tally;
    }

    /** Returns how many rows have been seen. */
    public long rows() {
        return tally.rows(0);
    }

    /** Returns the distributions of the rows seen so far, at least one, as those of a split. */
    public FeatureDistributions counted(Split split) {
        List<FeatureDistribution> features = IntStream.range(0, like.features().size())
                .mapToObj(place -> new FeatureDistribution(
                        like.features().get(place).feature(),
                        like.features().get(place).bins(),
                        Map.of(
                                split.folder(),
                                Arrays.stream(tally.counts(0, place)).boxed().toList())))
                .toList();
        return new FeatureDistributions(FeatureDistributions.SCHEMA, like.fingerprint(), features);
    }
}
