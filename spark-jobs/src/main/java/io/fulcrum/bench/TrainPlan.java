package io.fulcrum.bench;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.Problems;
import io.fulcrum.contract.Json;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.train.RoundSettings;
import io.fulcrum.train.StoppingSettings;
import io.fulcrum.train.TrainSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a benchmark trains: all that it does not name is as {@code reference.conf} has it.
 *
 * @param master of Spark
 * @param localSteps of a round
 * @param method of balancing; empty for that of {@code reference.conf}
 */
public record TrainPlan(String master, int workers, int localSteps, int batchSize, int epochs, String method) {
    public TrainPlan(String master, int workers, int localSteps, int batchSize, int epochs) {
        this(master, workers, localSteps, batchSize, epochs, "");
    }

    TrainPlan withMethod(String other) {
        return new TrainPlan(master, workers, localSteps, batchSize, epochs, other);
    }

    TrainPlan withWorkers(String otherMaster, int others) {
        return new TrainPlan(otherMaster, others, localSteps, batchSize, epochs, method);
    }

    /** Returns the settings of a training of the model. */
    TrainSettings settings(ModelSpec spec) {
        Problems problems = new Problems();
        List<String> set = new ArrayList<>(List.of(
                "rounds.workers=" + workers,
                "rounds.local-steps=" + localSteps,
                "rounds.batch-size=" + batchSize,
                "rounds.epochs=" + epochs,
                "stopping.patience=" + epochs));
        if (!method.isEmpty()) {
            set.add("balance.method=" + method);
        }
        if (method.equals(Method.MODO.key())) {
            set.add("rounds.probe-batches=2"); // it compares two halves
        }
        ConfigReader root = ConfigFiles.load(List.of(), set).reader(problems);
        double[] none = new double[spec.tasks().size()];
        double[] ones = none.clone();
        Arrays.fill(ones, 1);
        TrainSettings settings = new TrainSettings(
                spec.network(),
                RoundSettings.read(root),
                OptimizerSettings.read(root),
                BalanceSettings.read(root, none, ones, ones),
                StoppingSettings.read(root, spec.tasks().names()));
        problems.throwIfAny();
        return settings;
    }

    String json() {
        return Json.line(this);
    }

    static TrainPlan parse(String json) {
        return Json.parse(json, TrainPlan.class, "plan of a benchmark");
    }
}
