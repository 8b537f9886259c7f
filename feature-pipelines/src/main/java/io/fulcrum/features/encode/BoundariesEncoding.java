package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.encoder.BucketEncoder;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.features.profile.NumberProfile;
import java.util.ArrayList;
import java.util.List;

/** A number as the id of its bucket between boundaries that the configuration lists; id 0 is missing. */
public record BoundariesEncoding(List<Double> boundaries) implements NumberEncoding {
    public BoundariesEncoding {
        boundaries = List.copyOf(boundaries);
    }

    static BoundariesEncoding read(ConfigReader entry) {
        List<Double> read = entry.numbers("boundaries");
        List<Double> ascending = new ArrayList<>();
        for (Double boundary : read) {
            if (!ascending.isEmpty() && boundary <= ascending.get(ascending.size() - 1)) {
                entry.problem(
                        "boundaries",
                        "has " + boundary + " after " + ascending.get(ascending.size() - 1)
                                + ", but boundaries must ascend: sort them, each once");
                break;
            }
            ascending.add(boundary);
        }
        return new BoundariesEncoding(ascending);
    }

    @Override
    public Encoder encoder(NumberProfile training) {
        return new BucketEncoder(boundaries);
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        found.encoder(earlier, BucketEncoder.class)
                .ifPresent(encoder -> found.compare("boundaries", encoder.edges(), boundaries));
    }
}
