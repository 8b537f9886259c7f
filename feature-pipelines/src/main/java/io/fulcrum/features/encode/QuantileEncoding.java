package io.fulcrum.features.encode;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.NumberProfile;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** A number as the id of its bucket among about equally full ones of the training split; id 0 is missing. */
public record QuantileEncoding(int buckets) implements NumberEncoding {
    private static final int DEFAULT_BUCKETS = 10;

    static QuantileEncoding read(ConfigReader entry) {
        return new QuantileEncoding(entry.has("buckets") ? entry.integer("buckets", 2) : DEFAULT_BUCKETS);
    }

    @Override
    public Fitted fit(Field field, FieldProfile training) {
        NumberProfile numbers = (NumberProfile) training;
        double[] edges = numbers.histogram().edges(buckets);
        UDF1<Double, Integer> bucket = value -> value == null ? 0 : 1 + bucket(edges, value);
        Column id = functions.udf(bucket, DataTypes.IntegerType).apply(Numbers.finite(measured(field)));
        Map<String, Object> statistics = Numbers.statistics("quantiles", field, numbers.moments());
        statistics.put("edges", Arrays.stream(edges).boxed().toList());
        return new Fitted(FeatureColumn.categorical(field.spec().name(), edges.length + 2), id, statistics);
    }

    /** Returns how many of the ascending edges are below the value. */
    static int bucket(double[] edges, double value) {
        int found = Arrays.binarySearch(edges, value + 0.0);
        return found < 0 ? -found - 1 : found;
    }
}
