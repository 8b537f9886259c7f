package io.fulcrum.dl4j;

import io.fulcrum.data.Seeds;
import io.fulcrum.model.TrainableModel;
import io.fulcrum.train.BadNumbers;
import io.fulcrum.train.Delta;
import io.fulcrum.train.LentModel;
import io.fulcrum.train.ModelPool;
import io.fulcrum.train.RoundPlan;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.TrainingTask;
import io.fulcrum.train.exchange.TableSource;
import java.util.List;

/**
 * Trains any DL4J graph with several outputs on shards of its rows.
 *
 * @param run name under which executors keep models
 * @param configuration of the graph, in DL4J's JSON
 */
record GraphTask(String run, String configuration, RoundSettings rounds)
        implements TrainingTask<GraphRows, GraphBatch> {
    private static final ModelPool<GraphRowsModel> MODELS = new ModelPool<>();

    @Override
    public TrainableModel<GraphBatch> open(RoundPlan plan, TableSource tables) {
        GraphRowsModel model = MODELS.borrow(run, () -> GraphRowsModel.of(configuration));
        return new LentModel<>(model, () -> MODELS.giveBack(run, model));
    }

    @Override
    public List<GraphBatch> stepBatches(RoundPlan plan, int shardId, GraphRows shard) {
        long order = Seeds.of(plan.runSeed(), Seeds.Purpose.ROW_ORDER, plan.epoch(), shardId);
        long noise = Seeds.of(plan.runSeed(), Seeds.Purpose.NOISE, plan.round(), shardId);
        return GraphBatch.cut(shard, Seeds.permutation(shard.rows(), order), rounds.batchSize(), noise);
    }

    @Override
    public int probeBatches(RoundPlan plan) {
        return rounds.probeBatches();
    }

    @Override
    public double learningRate(long step) {
        return StockGraph.learningRate(configuration, step - 1);
    }

    @Override
    public BadNumbers onBadNumbers() {
        return rounds.onBadNumbers();
    }

    @Override
    public Delta delta() {
        return rounds.delta();
    }

    @Override
    public String clipping() {
        return "set gradientNormalization on the graph's layers";
    }
}
