package io.fulcrum.features.encode;

import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.NumberProfile;

/** A number as its distance from the training mean in training standard deviations; 0, the mean, where missing. */
public record StandardisedEncoding() implements NumberEncoding {
    @Override
    public Fitted fit(Field field, FieldProfile training) {
        return Numbers.standardised(field, "standardised", measured(field), ((NumberProfile) training).moments());
    }
}
