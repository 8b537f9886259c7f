package io.fulcrum.jobs;

import io.fulcrum.config.Excerpt;
import io.fulcrum.config.NearestName;
import io.fulcrum.job.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** A command line that cannot be parsed, reported in one line that is the last on the screen; usage is for --help. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine line = problem.getCommandLine();
        line.getErr().println(message(problem, line));
        return ExitCode.INVALID_CONFIGURATION.status();
    }

    private static String message(ParameterException problem, CommandLine line) {
        String command = line.getCommandSpec().qualifiedName();
        String what = unknown(line).orElseGet(() -> subcommand(line, problem).orElseGet(() -> told(problem)));
        String start = what.startsWith(command) ? "" : command + ": ";
        return start + what + " Run " + command + " --help for usage.";
    }

    /** An unknown option is the cause where a required one seems to be missing, so it is looked for first. */
    private static Optional<String> unknown(CommandLine line) {
        List<String> unmatched = line.getUnmatchedArguments();
        return unmatched.stream()
                .filter(word -> word.startsWith("-"))
                .findFirst()
                .or(() -> unmatched.stream().findFirst())
                .map(word -> unknown(line.getCommandSpec(), word));
    }

    private static String unknown(CommandSpec spec, String word) {
        String name = word.startsWith("-") ? word.replaceFirst("=.*", "") : word;
        if (name.startsWith("-")) {
            List<String> options = spec.options().stream()
                    .filter(option -> !option.hidden())
                    .map(OptionSpec::longestName)
                    .toList();
            return "unknown option \"" + Excerpt.of(name) + "\". " + NearestName.hint(name, options);
        }
        List<String> commands = commands(spec);
        return commands.isEmpty()
                ? "unexpected argument \"" + Excerpt.of(name)
                        + "\". Options begin with --; quote a value that has blanks."
                : "unknown command \"" + Excerpt.of(name) + "\". " + NearestName.hint(name, commands);
    }

    private static Optional<String> subcommand(CommandLine line, ParameterException problem) {
        List<String> commands = commands(line.getCommandSpec());
        boolean missing = problem.getMessage().startsWith("Missing required subcommand");
        return missing
                ? Optional.of("no command is given. Commands: " + String.join(", ", commands) + ".")
                : Optional.empty();
    }

    private static List<String> commands(CommandSpec spec) {
        return spec.subcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The library's sentence, begun as ours are and ended. */
    private static String told(ParameterException problem) {
        String text = problem.getMessage().strip();
        String begun =
                text.matches("[A-Z][a-z].*") ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
        return begun.endsWith(".") ? begun : begun + ".";
    }
}
