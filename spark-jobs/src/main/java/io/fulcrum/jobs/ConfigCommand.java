package io.fulcrum.jobs;

import io.fulcrum.config.ConfigFiles;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at configuration without running anything. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Shows and checks configuration.",
        footer = {"", "Example:", "  fulcrum config print --config conf/census-income.conf"},
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ConfigCommand.Print.class)
public final class ConfigCommand extends CommandGroup {
    /** Prints the resolved configuration with the meaning of every key. */
    @Command(
            name = "print",
            mixinStandardHelpOptions = true,
            description =
                    "Prints the resolved configuration with the meaning of every key; with files, checks them too.",
            footer = {"", "Example:", "  fulcrum config print --config conf/census-income.conf --set rounds.workers=4"})
    static final class Print implements Callable<Integer> {
        @Mixin
        private JobOptions options;

        @Option(names = "--plain", description = "Leaves out the comments.")
        private boolean plain;

        @Override
        public Integer call() {
            ConfigFiles configuration = options.configuration();
            System.out.print(plain ? configuration.renderPlain() : configuration.render());
            if (options.namesFiles()) {
                JobSettings.read(configuration);
            }
            return 0;
        }
    }
}
