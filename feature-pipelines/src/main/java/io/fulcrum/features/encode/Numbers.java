package io.fulcrum.features.encode;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.features.profile.Moments;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** What numeric encodings share: doubles in, floats out, 0 where there is no number. */
final class Numbers {
    private Numbers() {}

    static Column number(Field field) {
        return field.source().cast(DataTypes.DoubleType);
    }

    /** Null for NaN and for what a float cannot hold. */
    static Column finite(Column number) {
        return functions.when(functions.abs(number).leq(Float.MAX_VALUE), number);
    }

    /** Returns {@code (number - mean) / standard deviation}, 0 where the number is missing or all are alike. */
    static Fitted standardised(Field field, String encoding, Column number, Moments moments) {
        double deviation = moments.standardDeviation();
        double scale = deviation > 0 ? 1 / deviation : 0;
        Column value = finite(number).minus(moments.mean()).multiply(scale);
        return numeric(field, value, statistics(encoding, field, moments));
    }

    static Fitted numeric(Field field, Column value, Map<String, Object> statistics) {
        Column stored = functions.coalesce(value, functions.lit(0.0)).cast(DataTypes.FloatType);
        return new Fitted(FeatureColumn.numeric(field.spec().name()), stored, statistics);
    }

    static Map<String, Object> statistics(String encoding, Field field, Moments moments) {
        Map<String, Object> statistics = described(encoding, field);
        statistics.put("mean", moments.mean());
        statistics.put("standard-deviation", moments.standardDeviation());
        statistics.put("least", moments.least());
        statistics.put("greatest", moments.greatest());
        return statistics;
    }

    static Map<String, Object> described(String encoding, Field field) {
        Map<String, Object> statistics = new LinkedHashMap<>();
        statistics.put("encoding", encoding);
        statistics.put("column", field.spec().column());
        return statistics;
    }
}
