package io.fulcrum.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import java.util.List;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shards whose lineage stays behind, and is there when it is needed. */
@ExtendWith(LocalSpark.class)
class KeptShardsIT {
  private static final List<String> VALUES = List.of("a", "b", "c");

  private static JavaSparkContext context(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @Test
  void of_longLineage_isNotWrittenWithTasks(SparkSession spark) {
    byte[] load = new byte[100_000];
    JavaRDD<String> made = context(spark).parallelize(VALUES, 3).map(value -> value + load.length);
    JavaRDD<String> kept = KeptShards.of(made);

    assertThat(SerializationUtils.serialize(made.rdd())).hasSizeGreaterThan(load.length);
    assertThat(SerializationUtils.serialize(kept.rdd())).hasSizeLessThan(5_000);
    assertThat(kept.collect()).containsExactly("a100000", "b100000", "c100000");
  }

  /** Executors read the lineage: an RDD that was not asked for its parents before is written without them. */
  @Test
  void of_lineageReadElsewhere_hasItsParents(SparkSession spark) {
    JavaRDD<String> made = context(spark).parallelize(VALUES, 3).map(value -> value + 1).map(value -> value + 2);
    KeptShards.of(made);

    RDD<String> read = SerializationUtils.roundtrip(made.rdd());
    assertThat(read.dependencies()).isNotNull();
    assertThat(read.dependencies().head().rdd().dependencies()).isNotNull();
  }

  @Test
  void of_shuffle_isKnownToTheDriver(SparkSession spark) {
    JavaRDD<String> kept = KeptShards.of(context(spark).parallelize(VALUES, 1).repartition(2));
    assertThat(kept.collect()).containsExactlyInAnyOrderElementsOf(VALUES);
  }

  @Test
  void of_lostShard_isMadeAnewAndTheOthersAreNot(SparkSession spark) {
    LongAccumulator made = spark.sparkContext().longAccumulator();
    JavaRDD<String> kept = KeptShards.of(context(spark).parallelize(VALUES, 3).map(value -> {
      made.add(1);
      return value;
    }));
    assertThat(kept.collect()).isEqualTo(VALUES);
    assertThat(kept.collect()).isEqualTo(VALUES);
    assertThat(made.value()).isEqualTo(3);

    SparkEnv.get().blockManager().removeBlock(new RDDBlockId(kept.id(), 1), true);
    assertThat(kept.collect()).isEqualTo(VALUES);
    assertThat(made.value()).isEqualTo(4);
  }
}
