package io.fulcrum.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.Dependency;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;

/**
 * Shards kept on the executors, whose tasks carry no lineage. Spark writes an RDD's whole lineage, query plans and all,
 * into every stage and reads it in every task; a round would pay milliseconds for what it needs only where a shard was
 * lost. Here the lineage is a broadcast, which an executor fetches when it has to make a shard anew, while the driver,
 * which plans stages, knows it as for any RDD.
 */
public final class KeptShards<S> extends RDD<S> {
  private static final long serialVersionUID = 1L;

  private final transient RDD<S> made;
  private final Broadcast<Lineage<S>> lineage;

  private KeptShards(RDD<S> made, ClassTag<S> type, Broadcast<Lineage<S>> lineage) {
    super(made.context(), JavaConverters.<Dependency<?>>asScalaBuffer(
        List.of(new KnownToDriver<>(made))).toSeq(), type);
    this.made = made;
    this.lineage = lineage;
  }

  /** Returns the shards of an RDD, kept in memory and on disk once they are made. */
  public static <S> JavaRDD<S> of(JavaRDD<S> made) {
    settle(made.rdd(), new HashSet<>());
    Broadcast<Lineage<S>> lineage =
        JavaSparkContext.fromSparkContext(made.context()).broadcast(new Lineage<>(made.rdd()));
    KeptShards<S> kept = new KeptShards<>(made.rdd(), made.classTag(), lineage);
    return new JavaRDD<>(kept, made.classTag()).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** An RDD is written with its parents only if it was asked for them before, as the scheduler does. */
  private static void settle(RDD<?> rdd, Set<Integer> settled) {
    if (settled.add(rdd.id())) {
      JavaConverters.seqAsJavaList(rdd.dependencies()).forEach(parent -> settle(parent.rdd(), settled));
    }
  }

  @Override
  public Iterator<S> compute(Partition shard, TaskContext context) {
    return lineage.value().made().iterator(shard, context);
  }

  @Override
  public Partition[] getPartitions() {
    return made.partitions();
  }

  /** Spark logs under the name of an RDD's class; what it tells of this one is of no more interest than of others. */
  @Override
  public String logName() {
    return RDD.class.getName();
  }

  /** How shards are made, as executors get it. A class of its own, for Spark refuses to broadcast an RDD itself. */
  private record Lineage<S>(RDD<S> made) implements Serializable {}

  /** A dependency that is not sent with tasks. */
  private static final class KnownToDriver<S> extends OneToOneDependency<S> {
    private static final long serialVersionUID = 1L;

    private final transient RDD<S> made;

    KnownToDriver(RDD<S> made) {
      super(null);
      this.made = made;
    }

    @Override
    public RDD<S> rdd() {
      return made;
    }
  }
}
