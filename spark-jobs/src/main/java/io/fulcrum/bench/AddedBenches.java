package io.fulcrum.bench;

import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Adds every {@link AddedBench} of the class path to the subcommands of {@code bench}. */
final class AddedBenches implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec bench) {
        for (AddedBench added : ServiceLoader.load(AddedBench.class)) {
            CommandLine line = new CommandLine(added);
            bench.addSubcommand(line.getCommandName(), line);
        }
        return bench;
    }
}
