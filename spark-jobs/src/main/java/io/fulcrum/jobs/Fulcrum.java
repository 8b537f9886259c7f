package io.fulcrum.jobs;

import io.fulcrum.bench.BenchCommand;
import io.fulcrum.config.ConfigException;
import io.fulcrum.data.PreparedData;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.job.Storage;
import io.fulcrum.job.Surroundings;
import io.fulcrum.model.kernel.BlasLibrary;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code fulcrum}: picks the job, runs it, turns its end into an exit code. */
@Command(
        name = "fulcrum",
        description = "Multi-task recommender training on Apache Spark with balanced task weights.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Fulcrum.Version.class,
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  unexpected error",
            "  2  invalid configuration or arguments, or a damaged model; nothing was published",
            "  3  a data check failed, or prepared data is damaged; nothing was published",
            "  4  the metric gate failed; the report is published",
            "  130, 143  stopped by SIGINT or SIGTERM after a round and its checkpoint; train --resume continues",
            "",
            "Start with:  fulcrum quickstart",
            "Every configuration key and its meaning:  fulcrum config print"
        })
public final class Fulcrum {
    private static final int JAVA = 17;
    private static final String COMPLETION = "generate-completion";

    private static final Set<String> JOBS =
            Set.of("quickstart", "prepare", "encode", "train", "evaluate", "score", "export", "study");

    private static final Set<String> MULTIPLYING = Set.of("quickstart", "train", "study", "bench");

    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>(); // in the order of the usage text

    static {
        COMMANDS.put("quickstart", QuickstartJob.class);
        COMMANDS.put("prepare", PrepareJob.class);
        COMMANDS.put("encode", EncodeJob.class);
        COMMANDS.put("train", TrainJob.class);
        COMMANDS.put("evaluate", EvaluateJob.class);
        COMMANDS.put("score", ScoreJob.class);
        COMMANDS.put("export", ExportJob.class);
        COMMANDS.put("study", StudyJob.class);
        COMMANDS.put("bench", BenchCommand.class);
        COMMANDS.put("balance", BalanceCommand.class);
        COMMANDS.put("config", ConfigCommand.class);
        COMMANDS.put("class-archive", ClassArchiveCommand.class);
        COMMANDS.put(COMPLETION, AutoComplete.GenerateCompletion.class);
    }

    private Fulcrum() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command line and returns its exit status. */
    static int run(String... arguments) {
        if (Runtime.version().feature() != JAVA) {
            System.err.println("Java " + Runtime.version() + " runs this program, but Fulcrum needs Java " + JAVA
                    + ": Spark 3.5 fails on later ones. Set JAVA_HOME to a JDK " + JAVA + ".");
            return ExitCode.INVALID_CONFIGURATION.status();
        }
        Surroundings.completeUser();
        if (arguments.length > 0 && MULTIPLYING.contains(arguments[0])) {
            Optional<String> problem = BlasLibrary.problem();
            if (problem.isPresent()) {
                System.err.println(problem.get());
                return ExitCode.INVALID_CONFIGURATION.status();
            }
        }
        if (arguments.length > 1 && JOBS.contains(arguments[0])) {
            Storage.openAhead();
        }
        boolean isAlone = arguments.length > 0
                && COMMANDS.containsKey(arguments[0])
                && !arguments[0].equals(COMPLETION); // completes the others
        return (isAlone ? commandLine(List.of(arguments[0])) : commandLine()).execute(arguments);
    }

    /** Runs one job's own main, as {@code spark-submit --class} calls it. */
    static void main(String command, String[] arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = command;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        main(all);
    }

    /** Returns the command line with all commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS.keySet());
    }

    /** Returns the command line with these commands alone; describing all of them takes a quarter of a second. */
    static CommandLine commandLine(Collection<String> commands) {
        CommandLine line = new CommandLine(new Fulcrum());
        commands.forEach(name -> line.addSubcommand(name, new CommandLine(COMMANDS.get(name))));
        Optional.ofNullable(line.getSubcommands().get(COMPLETION))
                .ifPresent(command -> command.getCommandSpec().usageMessage().hidden(true));
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(Fulcrum::explain);
    }

    private static int explain(Exception problem, CommandLine line, ParseResult parsed) {
        if (problem instanceof ConfigException invalid) {
            invalid.problems().forEach(line.getErr()::println);
            return ExitCode.INVALID_CONFIGURATION.status();
        }
        Optional<JobFailure> told = JobFailure.in(problem)
                .or(() -> Storage.fullDisk(output(line), problem))
                .or(() -> PreparedData.damage(problem));
        if (told.isPresent()) {
            line.getErr().println(told.get().getMessage());
            return told.get().exitCode().status();
        }
        problem.printStackTrace(line.getErr());
        line.getErr()
                .println("Unexpected error in fulcrum "
                        + Arrays.toString(parsed.originalArgs().toArray()) + ". See the stack trace above.");
        return ExitCode.UNEXPECTED.status();
    }

    private static String output(CommandLine line) {
        OptionSpec output = line.getCommandSpec().findOption("--output");
        return output == null ? "." : output.getValue();
    }

    /** Prints the version that the build wrote down. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"fulcrum " + ProgramVersion.VERSION};
        }
    }
}
