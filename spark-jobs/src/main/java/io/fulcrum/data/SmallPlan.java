package io.fulcrum.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * How Spark plans the reading of few values: interpreted, since compiling generated code for hundreds of columns takes
 * longer than what the code then does, and at once, since there is nothing to adapt. The rows are the same.
 */
final class SmallPlan {
    /** Values, rows by columns, up to which interpreting takes less time than compiling. */
    static final long LIMIT = 20_000_000;

    private static final Map<String, String> RUN =
            Map.of("spark.sql.codegen.wholeStage", "false", "spark.sql.adaptive.enabled", "false");
    private static final Map<String, String> PLAN = Map.of(
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN",
            "spark.sql.adaptive.enabled", "false");

    private SmallPlan() {}

    /** Returns the plan that {@code planning} makes, under these settings if it reads few values; the user's win. */
    static <T> T of(SparkSession spark, long values, Supplier<T> planning) {
        return under(PLAN, spark, values, planning);
    }

    /**
     * Returns what {@code running} returns, which runs a query as well. Its projections are compiled as always: to
     * interpret them in the tasks too saved nothing that could be measured.
     */
    static <T> T run(SparkSession spark, long values, Supplier<T> running) {
        return under(RUN, spark, values, running);
    }

    private static <T> T under(Map<String, String> settings, SparkSession spark, long values, Supplier<T> planning) {
        if (values > LIMIT) {
            return planning.get();
        }
        Map<String, Optional<String>> before = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            if (!spark.sparkContext().conf().contains(key)) {
                before.put(
                        key,
                        spark.conf().contains(key) ? Optional.of(spark.conf().get(key)) : Optional.empty());
                spark.conf().set(key, value);
            }
        });
        try {
            return planning.get();
        } finally {
            before.forEach((key, value) -> value.ifPresentOrElse(
                    old -> spark.conf().set(key, old), () -> spark.conf().unset(key)));
        }
    }
}
