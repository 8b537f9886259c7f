package io.fulcrum.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks; each is a subcommand. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Times parts of Fulcrum on generated data.",
        subcommands = {
            StepCommand.class,
            ProbeCommand.class,
            EmbeddingCommand.class,
            TrainBenchCommand.class,
            RoundCommand.class,
            RowsCommand.class,
            ServeCommand.class,
            BalanceBenchCommand.class,
            PrepareBenchCommand.class,
            ScoreBenchCommand.class,
            StartCommand.class,
            AllBenchesCommand.class,
            TableCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        modelTransformer = AddedBenches.class)
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which benchmark? Name one, such as fulcrum bench rows.");
    }
}
