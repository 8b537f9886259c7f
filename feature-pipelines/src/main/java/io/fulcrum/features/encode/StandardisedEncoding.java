package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.StandardisedEncoder;
import io.fulcrum.features.profile.NumberProfile;

/** A number as its distance from the training mean in training standard deviations; 0, the mean, where missing. */
public record StandardisedEncoding() implements NumberEncoding {
    @Override
    public Encoder encoder(NumberProfile training) {
        return new StandardisedEncoder(
                training.moments().mean(), training.moments().standardDeviation());
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        found.encoder(earlier, StandardisedEncoder.class);
    }
}
