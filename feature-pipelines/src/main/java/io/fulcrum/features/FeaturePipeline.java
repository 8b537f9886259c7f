package io.fulcrum.features;

import io.fulcrum.contract.FeatureManifest;
import io.fulcrum.job.PublishedDirectory.IfExists;
import org.apache.spark.sql.SparkSession;

/** Feature preparation from source rows to a published directory. */
public final class FeaturePipeline {
  private FeaturePipeline() {}

  /** Prepares the data and returns what was published at {@code output}. */
  public static FeatureManifest run(SparkSession spark, FeatureSettings settings, String output, IfExists ifExists) {
    throw new UnsupportedOperationException("The stages follow in the next commit");
  }
}
