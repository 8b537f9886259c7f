package io.fulcrum.balance;

import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.TaskSignals.LocalSteps;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Times one decision of each method on gradients of a seeded problem with conflicts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecisionTime {
    private static final int PARAMETERS = 1000;

    @Param // all of them
    private Method method;

    @Param({"4", "32"})
    private int tasks;

    private TaskBalancer balancer;
    private BalancerState state;
    private TaskSignals signals;

    @Setup
    public void prepare() {
        List<String> names = IntStream.range(0, tasks).mapToObj(i -> "t" + i).toList();
        balancer = TaskBalancers.of(BalanceSettings.of(method), names);
        Random random = new Random(tasks);
        double[][] gradients = new double[tasks][PARAMETERS];
        double[] common = random.doubles(PARAMETERS, -1, 1).toArray();
        for (int i = 0; i < tasks; i++) {
            double sign = i % 3 == 0 ? -0.3 : 0.3;
            Arrays.setAll(gradients[i], p -> random.nextGaussian() + sign * common[p]);
        }
        double[] losses = random.doubles(tasks, 0.1, 2).toArray();
        long[] labelled = new long[tasks];
        Arrays.fill(labelled, 100);
        double[][] gram = GramMatrix.ofGradients(gradients).toArray();
        signals = new TaskSignals(
                1, gram, losses, labelled, new LocalSteps(1, 1, losses), new ProbeDetail(losses, gram, gradients));
        state = balancer.decide(signals, balancer.start()).next();
    }

    @Benchmark
    public BalanceDecision decide() {
        return balancer.decide(signals, state);
    }
}
