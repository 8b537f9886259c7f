package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.BucketEncoder;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.features.profile.Measure.Numbers.Quantiles;
import io.fulcrum.features.profile.NumberProfile;
import java.util.Arrays;

/** A number as the id of its bucket among about equally full ones of the training split; id 0 is missing. */
public record QuantileEncoding(int buckets) implements NumberEncoding {
    private static final int DEFAULT_BUCKETS = 10;

    static QuantileEncoding read(ConfigReader entry) {
        return new QuantileEncoding(entry.has("buckets") ? entry.integer("buckets", 2) : DEFAULT_BUCKETS);
    }

    @Override
    public Quantiles quantiles() {
        return Quantiles.COLLECTED;
    }

    @Override
    public Encoder encoder(NumberProfile training) {
        return new BucketEncoder(
                Arrays.stream(training.histogram().edges(buckets)).boxed().toList());
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        found.encoder(earlier, BucketEncoder.class)
                .ifPresent(encoder -> found.atMost("buckets", encoder.edges().size() + 1, buckets));
    }
}
