package io.fulcrum.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** JMH's results as rows: microseconds of a call or, where a parameter is the shape of a product, its rate. */
public final class KernelRows {
    private static final String SHAPE = "shape";

    private KernelRows() {}

    /** Returns a row for each result; a run is an iteration. */
    public static List<BenchRow> of(Collection<RunResult> results) {
        return results.stream().map(KernelRows::row).toList();
    }

    private static BenchRow row(RunResult result) {
        BenchmarkParams parameters = result.getParams();
        double[] microseconds = result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray();
        String shape = parameters.getParam(SHAPE);
        if (shape == null) {
            return BenchRow.of(name(parameters), "µs", microseconds);
        }
        double gigaflop = 2e-9
                * Arrays.stream(shape.split("x"))
                        .mapToDouble(Double::parseDouble)
                        .reduce(1, (a, b) -> a * b);
        return BenchRow.of(
                name(parameters),
                "GFLOPS",
                Arrays.stream(microseconds)
                        .map(time -> gigaflop / (time * 1e-6))
                        .toArray());
    }

    /** Returns kernel/class/parameters, each in lower case with hyphens. */
    private static String name(BenchmarkParams parameters) {
        String[] method = parameters.getBenchmark().split("\\.");
        String type = method[method.length - 2].replaceAll("(?<=[a-z])(?=[A-Z])", "-");
        String values =
                parameters.getParamsKeys().stream().map(parameters::getParam).collect(Collectors.joining("/"));
        return ("kernel/" + type + "/" + values).replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
