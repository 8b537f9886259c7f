package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.PiecewiseEncoder;
import io.fulcrum.contract.encoder.StandardisedEncoder;
import io.fulcrum.features.profile.Measure.Numbers.Quantiles;
import io.fulcrum.features.profile.NumberProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A number as its place among the training quantiles, one input per bin, so that the network can learn a different
 * slope in each; zeros where missing. A column of one value becomes one input of 0.
 */
public record PiecewiseEncoding(int bins) implements NumberEncoding {
    private static final int DEFAULT_BINS = 16;

    static PiecewiseEncoding read(ConfigReader entry) {
        return new PiecewiseEncoding(entry.has("bins") ? entry.integer("bins", 1) : DEFAULT_BINS);
    }

    @Override
    public List<String> suffixes() {
        return Stream.concat(Stream.of(""), IntStream.rangeClosed(1, bins).mapToObj(bin -> "_" + bin))
                .toList();
    }

    @Override
    public Quantiles quantiles() {
        return Quantiles.COLLECTED;
    }

    @Override
    public Encoder encoder(NumberProfile training) {
        double least = training.moments().least();
        double greatest = training.moments().greatest();
        if (!(least < greatest)) {
            return new StandardisedEncoder(least, 0);
        }
        List<Double> edges = new ArrayList<>(List.of(least));
        for (double edge : training.histogram().edges(bins)) {
            if (edge > least) {
                edges.add(edge);
            }
        }
        edges.add(greatest);
        return new PiecewiseEncoder(edges);
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        boolean constant =
                earlier.encoder() instanceof StandardisedEncoder standardised && standardised.deviation() == 0;
        if (!constant) {
            found.encoder(earlier, PiecewiseEncoder.class)
                    .ifPresent(encoder -> found.atMost("bins", encoder.width(), bins));
        }
    }
}
