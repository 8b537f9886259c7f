package io.fulcrum;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one local Spark session per JVM, as a parameter or by {@link #session()}; stopped when all are done. */
public final class LocalSpark implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(LocalSpark.class);

  /** The session, closed with the outermost test context. */
  private record Closing(SparkSession spark) implements AutoCloseable {
    @Override
    public void close() {
      spark.stop();
    }
  }

  /** Starts the session when it is first asked for. */
  private static final class Started {
    static final SparkSession SPARK = SparkSession.builder().master("local[2]").appName("fulcrum-tests")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.session.timeZone", "UTC")
        // Wide rows make methods that the JVM would never compile: twice as slow.
        .config("spark.sql.codegen.hugeMethodLimit", 8000)
        .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/fulcrum-test-warehouse")
        .getOrCreate();
  }

  /** Returns the session, started at first use. */
  public static SparkSession session() {
    return Started.SPARK;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getRoot().getStore(SPACE).getOrComputeIfAbsent("spark", key -> new Closing(session()), Closing.class);
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
