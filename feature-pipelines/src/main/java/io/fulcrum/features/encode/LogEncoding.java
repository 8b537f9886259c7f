package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.LogEncoder;
import io.fulcrum.features.profile.Measure.Numbers.Scale;
import io.fulcrum.features.profile.NumberProfile;

/** A number of many sizes as sign(x) log(1 + |x|), then standardised by the training split's mean of that. */
public record LogEncoding() implements NumberEncoding {
    @Override
    public Scale scale() {
        return Scale.LOG;
    }

    @Override
    public Encoder encoder(NumberProfile training) {
        return new LogEncoder(training.moments().mean(), training.moments().standardDeviation());
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        found.encoder(earlier, LogEncoder.class);
    }
}
