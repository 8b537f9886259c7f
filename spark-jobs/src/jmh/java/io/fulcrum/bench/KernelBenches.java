package io.fulcrum.bench;

import io.fulcrum.balance.DecisionTime;
import io.fulcrum.job.Progress;
import io.fulcrum.model.AdamStep;
import io.fulcrum.model.BiasRelu;
import io.fulcrum.model.BlasProduct;
import io.fulcrum.model.EmbeddingLookup;
import io.fulcrum.model.ReluMask;
import io.fulcrum.model.ScoringPass;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the kernels of the dense engine against other ways to compute the same, by JMH. */
@Command(
        name = "deploy/bench/kernels",
        mixinStandardHelpOptions = true,
        description =
                "Times the kernels of the dense engine against other ways to compute the same, each in a JVM of its"
                        + " own, on one thread.")
final class KernelBenches implements Callable<Integer> {
    private static final List<Class<?>> ALL = List.of(
            BiasRelu.class,
            ReluMask.class,
            AdamStep.class,
            BlasProduct.class,
            EmbeddingLookup.class,
            ScoringPass.class,
            DecisionTime.class);

    @Mixin
    private BenchOutput output;

    @Option(
            names = "--only",
            paramLabel = "PART",
            defaultValue = "",
            description = "Only the classes whose name has this part, such as Relu.")
    private String part;

    @Option(names = "--runs", defaultValue = "9", description = "Timed iterations (default: ${DEFAULT-VALUE}).")
    private int runs;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KernelBenches()).execute(arguments));
    }

    @Override
    public Integer call() throws RunnerException {
        output.requirePositive(runs);
        Progress progress = Progress.onStandardError();
        List<BenchRow> rows = new ArrayList<>();
        for (Class<?> kernels :
                ALL.stream().filter(type -> type.getSimpleName().contains(part)).toList()) {
            progress.update("kernels: " + kernels.getSimpleName());
            rows.addAll(KernelRows.of(new Runner(options(kernels)).run()));
        }
        output.show(rows);
        return 0;
    }

    private Options options(Class<?> kernels) {
        return new OptionsBuilder()
                .include("\\." + kernels.getSimpleName() + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .threads(1)
                .forks(1)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(250))
                .measurementIterations(runs)
                .measurementTime(TimeValue.milliseconds(150))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }
}
