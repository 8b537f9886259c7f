package io.fulcrum.features.encode;

import io.fulcrum.contract.Resolution;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.IdentityEncoder;
import io.fulcrum.features.profile.Moments;
import io.fulcrum.features.profile.NumberProfile;
import io.fulcrum.features.read.ColumnType;

/** A number or boolean as it is; 0 where missing. */
public record IdentityEncoding() implements NumberEncoding {
    @Override
    public ColumnType needs() {
        return ColumnType.NUMBER_OR_BOOLEAN;
    }

    @Override
    public Resolution stored(Moments measured) {
        return Resolution.ofFloats(measured.mean(), measured.standardDeviation());
    }

    @Override
    public Encoder encoder(NumberProfile training) {
        return new IdentityEncoder();
    }

    @Override
    public void compare(FeatureSpec spec, EncodedFeature earlier, Differences found) {
        found.encoder(earlier, IdentityEncoder.class);
    }
}
