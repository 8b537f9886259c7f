package io.fulcrum.features.encode;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.signum;

import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.NumberProfile;
import org.apache.spark.sql.Column;

/** A number of many sizes as sign(x) log(1 + |x|), then standardised by the training split's mean of that. */
public record LogEncoding() implements NumberEncoding {
    @Override
    public Column measured(Field field) {
        Column number = Numbers.number(field);
        return signum(number).multiply(log1p(abs(number)));
    }

    @Override
    public Fitted fit(Field field, FieldProfile training) {
        return Numbers.standardised(field, "log", measured(field), ((NumberProfile) training).moments());
    }
}
