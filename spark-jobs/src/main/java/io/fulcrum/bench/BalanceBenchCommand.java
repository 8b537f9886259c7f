package io.fulcrum.bench;

import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.config.NearestName;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what balancing methods cost. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description =
                "Measures, by turns in one process, the processor time of a round with each balancing method over that with"
                        + " fixed weights, the time of its probe and the bytes that workers send back.",
        footer = {"", "Example:", "  fulcrum bench balance --runs 3 --methods pareto,upgrad,famo"})
final class BalanceBenchCommand implements Callable<Integer> {
    @Mixin
    private BenchOutput output;

    @Mixin
    private CensusOptions census;

    @Mixin
    private RoundOptions rounds;

    @Option(names = "--runs", defaultValue = "3", description = "Trainings of each (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--methods", split = ",", paramLabel = "METHOD", description = "Methods to measure (default: all).")
    private List<String> methods = List.of();

    @Override
    public Integer call() {
        output.requirePositive(runs);
        List<String> all = Arrays.stream(Method.values()).map(Method::key).toList();
        for (String method : methods) {
            if (!all.contains(method)) {
                throw JobFailure.invalid(
                        "--methods " + method + " is not a balancing method. " + NearestName.hint(method, all));
            }
        }
        output.show(new BalanceBench(
                        rounds.sides(), runs, rounds.size(output), methods.isEmpty() ? all : methods, census.rows())
                .run(Progress.onStandardError()));
        return 0;
    }
}
