package io.fulcrum;

import io.fulcrum.job.SparkSettings;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one local Spark session at a time, as a parameter or by {@link #session()}; stops the last at the end.
 */
public final class LocalSpark implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(LocalSpark.class);

    /** Stops the last session with the outermost test context. */
    private record Closing() implements AutoCloseable {
        @Override
        public void close() {
            session().stop();
        }
    }

    /** Returns the session that there is, or a new one: tests of whole programs stop theirs, which may be this one. */
    public static SparkSession session() {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .appName("fulcrum-tests")
                .config("spark.ui.enabled", false)
                .config("spark.hadoop.fs.file.impl", "io.fulcrum.job.LocalFiles")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                // Wide rows make methods that the JVM would never compile: twice as slow.
                .config("spark.sql.codegen.hugeMethodLimit", 8000)
                .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/fulcrum-test-warehouse");
        SparkSettings.ofValues().forEach(builder::config);
        return builder.getOrCreate();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(SPACE).getOrComputeIfAbsent("spark", key -> new Closing(), Closing.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public SparkSession resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return session();
    }
}
