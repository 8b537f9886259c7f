package io.fulcrum.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.LocalSpark;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.train.BadNumbers;
import io.fulcrum.train.Delta;
import io.fulcrum.train.FirstModel;
import io.fulcrum.train.RoundDriver;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.RowPolicy;
import io.fulcrum.train.outer.OuterSettings;
import io.fulcrum.train.outer.OuterSettings.Method;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** The outer optimiser's velocity across the fit calls of a training master. */
@ExtendWith(LocalSpark.class)
class MasterVelocityIT {
    private static final BalanceSettings EQUAL_WEIGHTS = BalanceSettings.of(BalanceSettings.Method.STATIC);

    @Test
    void fit_againByAMaster_goesOnWithItsVelocity(SparkSession spark) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        JavaRDD<MultiDataSet> data =
                context.parallelize(GeneratedSets.sets(GeneratedSets.rows(1, 300), 30, GeneratedSets.Masks.NONE), 2);
        RoundSettings bmuf = new RoundSettings(
                2,
                3,
                25,
                1,
                1,
                OuterSettings.of(Method.BMUF, 2),
                RowMerge.MEAN,
                RoundSettings.OptimizerState.AVERAGE,
                BadNumbers.STOP,
                RowPolicy.DEFAULT,
                Delta.EXACT,
                7);
        ComputationGraph network = GeneratedSets.graph(new Sgd(0.01), 1);
        GraphTask task = new GraphTask("velocity", network.getConfiguration().toJson(), bmuf);
        FirstModel first = new FirstModel(
                List.of("click", "watch"),
                network.params().toFloatVector(),
                new float[0],
                0,
                new EmbeddingSpec(List.of(), 0, 0, 0));
        GraphShards shards = GraphShards.of(data.map(set -> GraphArrays.rows(set, GraphShards.keySeed(bmuf))), bmuf);
        try (RoundDriver<GraphRows> driver = new RoundDriver<>(shards.rdd(), task, bmuf, EQUAL_WEIGHTS, first)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                for (int[] round : shards.rounds(bmuf.seed(), epoch)) {
                    driver.round(epoch, round);
                }
            }
            SparkComputationGraph door =
                    new SparkComputationGraph(context, network, new ParetoTrainingMaster(bmuf, EQUAL_WEIGHTS));
            door.fitMultiDataSet(data);
            door.fitMultiDataSet(data);
            assertThat(network.params().toFloatVector())
                    .isEqualTo(driver.state().parameters());
        }
    }
}
