package io.fulcrum.features.encode;

import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.profile.Measure;
import io.fulcrum.features.profile.Measure.Numbers.Quantiles;
import io.fulcrum.features.profile.Measure.Numbers.Scale;
import io.fulcrum.features.profile.Moments;
import io.fulcrum.features.profile.NumberProfile;
import io.fulcrum.features.read.ColumnType;

/** What encodings of a number have in common: NaN and infinite numbers are missing to them. */
interface NumberEncoding extends Encoding {
    /** Returns the encoder for these training numbers. */
    Encoder encoder(NumberProfile training);

    /** What is measured of a number. */
    default Scale scale() {
        return Scale.LINEAR;
    }

    /** Whether the encoder depends on quantiles. */
    default Quantiles quantiles() {
        return Quantiles.NONE;
    }

    @Override
    default ColumnType needs() {
        return ColumnType.NUMBER;
    }

    @Override
    default Measure measure(Field field, int vocabularyLimit) {
        return new Measure.Numbers(field.place(), scale(), quantiles());
    }

    @Override
    default Fitted fit(Field field, TrainingValues training) {
        NumberProfile numbers = (NumberProfile) training.profile();
        Moments moments = numbers.moments();
        FeatureProfile profile = new FeatureProfile.Numbers(
                field.spec().name(),
                field.spec().columns(),
                moments.count(),
                training.missingShare(),
                moments.mean(),
                moments.standardDeviation(),
                moments.least(),
                moments.greatest());
        return new Fitted(field.encoded(encoder(numbers), ListRule.SCALAR), profile);
    }
}
