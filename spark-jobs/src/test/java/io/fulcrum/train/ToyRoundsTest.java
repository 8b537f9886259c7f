package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.balance.BalanceDecision;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalancerState;
import io.fulcrum.balance.TaskBalancer;
import io.fulcrum.balance.TaskBalancers;
import io.fulcrum.balance.ToyEnds;
import io.fulcrum.balance.ToyProblem;
import io.fulcrum.train.ToyTask.Example;
import io.fulcrum.train.exchange.RowFeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Toy problems through real rounds: probe, local steps of SGD on several workers, merge, decision. */
class ToyRoundsTest {
    private static final long SEED = 7;
    private static final int ROUNDS_OF_AN_EPOCH = 10;

    /** A run of rounds. */
    private static final class Run {
        private final ToyTask task;
        private final TaskBalancer balancer;
        private final ProbeSettings probe;
        private BalancerState state;
        private double[] weights;
        private float[] x = new float[3];
        private long step;
        private int round;

        Run(ToyTask task, Method method) {
            this.task = task;
            BalanceSettings settings = BalanceSettings.of(method);
            balancer = TaskBalancers.of(settings, List.of("a", "b"));
            probe = new ProbeSettings(settings.own().evidence(), settings.probe());
            state = balancer.start();
            weights = balancer.weights(state).values();
            startAt(task.problem().start());
        }

        void startAt(double... start) {
            for (int p = 0; p < x.length; p++) {
                x[p] = (float) start[p];
            }
        }

        void round(List<List<List<Example>>> shards) {
            RoundPlan plan = new RoundPlan(round, round / ROUNDS_OF_AN_EPOCH, step, SEED, x, new float[0], weights, 0);
            LocalTrainer<List<List<Example>>, List<Example>> trainer = new LocalTrainer<>(task, probe);
            RoundState merged = trainer.train(plan, RowFeed.NONE, 0, shards.get(0));
            for (int worker = 1; worker < shards.size(); worker++) {
                merged = merged.merge(trainer.train(plan, RowFeed.NONE, worker, shards.get(worker)));
            }
            RoundResult result = task.delta().read(plan, merged, probe);
            BalanceDecision decision = balancer.decide(RoundDriver.signals(plan, result), state);
            state = decision.next();
            weights = decision.weights().values();
            x = result.parameters();
            step += merged.steps();
            round++;
            if (round % ROUNDS_OF_AN_EPOCH == 0) {
                List<Example> examples = shards.stream()
                        .flatMap(List::stream)
                        .flatMap(List::stream)
                        .toList();
                state = balancer.validated(ToyEnds.kpis(meanLosses(task.problem(), point(), examples)), state);
            }
        }

        double[] point() {
            return new double[] {x[0], x[1], x[2]};
        }
    }

    static Stream<Arguments> all() {
        return Arrays.stream(ToyProblem.values())
                .flatMap(problem -> Arrays.stream(Method.values()).map(method -> Arguments.of(problem, method)));
    }

    /** Two workers of two local steps; of the quadratic losses on noisy examples, whose mean is the problem itself. */
    @ParameterizedTest
    @MethodSource("all")
    void rounds_ofSgd_endWhereTheMethodsTheorySays(ToyProblem problem, Method method) {
        List<Example> examples = problem == ToyProblem.QUADRATIC
                ? noisy(8)
                : IntStream.range(0, 8).mapToObj(i -> Example.plain()).toList();
        List<List<List<Example>>> shards = List.of(
                List.of(examples.subList(0, 2), examples.subList(2, 4)),
                List.of(examples.subList(4, 6), examples.subList(6, 8)));
        double rate = method == Method.STCH ? 0.03 : 0.1; // its weights follow small changes of losses, a round later
        Run run = new Run(new ToyTask(problem, rate), method);
        int rounds = method == Method.DTP ? 2500 : 1000; // its weights change once an epoch
        for (int round = 0; round < rounds; round++) {
            run.round(shards);
        }
        ToyEnds.assertEnds(problem, method, run.point(), meanLosses(problem, run.point(), examples), 0.05);
    }

    private static double[] meanLosses(ToyProblem problem, double[] x, List<Example> examples) {
        double[] means = new double[2];
        for (Example example : examples) {
            double[] at = new double[x.length];
            Arrays.setAll(at, p -> x[p] - example.noise()[p]);
            double[] losses = problem.losses(at);
            Arrays.setAll(means, i -> means[i] + losses[i] / examples.size());
        }
        return means;
    }

    /**
     * The same examples with the same labels, dealt out to one, two and three workers in unequal parts. The local steps
     * are of length 0, so that losses after them do not depend on the workers' ways, which is their definition.
     */
    @ParameterizedTest
    @EnumSource(Method.class)
    void decision_rowsCutOtherwise_isTheSame(Method method) {
        List<Example> first = partlyLabelled(12, 3); // the first half of the probe, on every worker
        List<Example> second = partlyLabelled(9, 4);
        double[] one = decided(method, 0, List.of(List.of(first, second)));
        double[] two = decided(
                method,
                0,
                List.of(
                        List.of(first.subList(0, 1), second.subList(0, 7)),
                        List.of(first.subList(1, 12), second.subList(7, 9))));
        double[] three = decided(
                method,
                0,
                List.of(
                        List.of(first.subList(7, 12), second.subList(0, 1)),
                        List.of(first.subList(0, 3), second.subList(4, 9)),
                        List.of(first.subList(3, 7), second.subList(1, 4))));
        assertThat(two).containsExactly(one, within(1e-9));
        assertThat(three).containsExactly(one, within(1e-9));
        // These have equal weights while losses stay and nothing is validated; their memory is compared.
        boolean equal = List.of(Method.STATIC, Method.DTP, Method.DWA, Method.EXCESS_MTL)
                .contains(method);
        assertThat(Math.abs(one[0] - one[1]) > 1e-9).as("what is compared").isEqualTo(!equal);
    }

    /** Steps of one length on all workers, as their examples differ by their labels only. */
    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"FAMO", "UNCERTAINTY", "GLS", "IMTL_L", "STCH"})
    void decision_rowsCutOtherwiseAndRealSteps_isTheSame(Method method) {
        Example both = Example.plain();
        Example onlyFirst = new Example(new double[3], new boolean[] {true, false});
        Example onlySecond = new Example(new double[3], new boolean[] {false, true});
        List<Example> few = List.of(both, onlyFirst);
        List<Example> many = List.of(both, onlySecond, onlySecond, both, onlyFirst);
        double[] two = decided(method, 0.1, List.of(List.of(few, few), List.of(many, many)));
        double[] three = decided(
                method,
                0.1,
                List.of(
                        List.of(few, many.subList(0, 2)),
                        List.of(many.subList(0, 2), many.subList(2, 5)),
                        List.of(many.subList(2, 5), few)));
        assertThat(two).containsExactly(three, within(1e-6)); // parameters are single precision
        assertThat(Math.abs(two[0] - two[1])).as("what is compared").isGreaterThan(1e-3);
    }

    /** Returns weights, and the method's memory, after three rounds. */
    private static double[] decided(Method method, double rate, List<List<List<Example>>> shards) {
        Run run = new Run(new ToyTask(ToyProblem.QUADRATIC, rate), method);
        run.startAt(0, 1, 0.5); // where the gradients conflict
        for (int round = 0; round < 3; round++) {
            run.round(shards);
        }
        return Stream.concat(Stream.of(run.weights), run.state.values().values().stream())
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** Noise of every size; labels of one task, the other or both. */
    private static List<Example> partlyLabelled(int count, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean[] labelled = {i % 3 != 0, i % 4 != 1};
            examples.add(new Example(random.doubles(3, -1, 1).toArray(), labelled));
        }
        return examples;
    }

    /** Noise that adds up to zero. */
    private static List<Example> noisy(int count) {
        Random random = new Random(1);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i += 2) {
            double[] noise = random.doubles(3, -0.3, 0.3).toArray();
            double[] opposite = Arrays.stream(noise).map(v -> -v).toArray();
            examples.add(new Example(noise, new boolean[] {true, true}));
            examples.add(new Example(opposite, new boolean[] {true, true}));
        }
        return examples;
    }
}
