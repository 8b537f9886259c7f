package io.fulcrum.jobs;

import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.Evidence;
import io.fulcrum.balance.MethodComparison;
import io.fulcrum.balance.MethodComparison.Row;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at balancing without running anything. */
@Command(
        name = "balance",
        mixinStandardHelpOptions = true,
        description = "Compares balancing methods on recorded rounds.",
        footer = {"", "Example:", "  fulcrum balance explain --rounds models/ctr/rounds.jsonl --round 12"},
        synopsisSubcommandLabel = "COMMAND",
        subcommands = BalanceCommand.Explain.class)
public final class BalanceCommand extends CommandGroup {
    private static final int LOG_LIMIT = 1 << 30;

    /** Solves all methods on one round and prints them side by side. */
    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = "Solves all methods on one recorded round, each with its default settings, without smoothing,"
                    + " floors and memory. For each task prints the weight (sum = tasks), the cosine of its gradient with"
                    + " the combined one, and by how much its loss falls per unit of step length.",
            footer = {"", "Example:", "  fulcrum balance explain --rounds models/ctr/rounds.jsonl --round 12"})
    static final class Explain implements Callable<Integer> {
        @ArgGroup(multiplicity = "1")
        private Source source;

        @Spec
        private CommandSpec spec;

        /** Where the round comes from. */
        static final class Source {
            @Option(
                    names = "--gram",
                    paramLabel = "FILE",
                    description = "A JSON list of the rows of a Gram matrix, such as [[4, 1], [1, 9]].")
            private String gram;

            @ArgGroup(exclusive = false)
            private Log log;
        }

        /** A round of a log. */
        static final class Log {
            @Option(
                    names = "--rounds",
                    paramLabel = "FILE",
                    required = true,
                    description = "The rounds.jsonl of a training.")
            private String rounds;

            @Option(
                    names = "--round",
                    paramLabel = "NUMBER",
                    required = true,
                    description = "The number of the round, from 1.")
            private int round;
        }

        @Override
        public Integer call() {
            RecordedRound round = source.log == null
                    ? RecordedRound.ofGram(source.gram, text(source.gram))
                    : RecordedRound.inLog(
                            source.log.rounds, text(source.log.rounds).lines().toList(), source.log.round);
            PrintWriter out = spec.commandLine().getOut();
            table(round).forEach(out::println);
            out.flush();
            return 0;
        }

        private static String text(String file) {
            return Storage.readText(file, LOG_LIMIT)
                    .orElseThrow(() ->
                            JobFailure.invalid(file + " does not exist or cannot be read. Name an existing file."));
        }
    }

    /** Returns the lines of the table, then the notes. */
    static List<String> table(RecordedRound round) {
        List<Row> rows = solved(round);
        int width = 20 + round.tasks().stream().mapToInt(String::length).max().orElse(0) - 6;
        List<String> lines = new ArrayList<>(List.of(head(round.tasks(), width)));
        for (Row row : rows) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-12s", row.method()));
            for (double[] values : List.of(row.weights(), row.cosines(), row.slopes())) {
                for (double value : values) {
                    line.append(String.format(Locale.ROOT, "%" + width + ".5g", value));
                }
            }
            lines.add(line + String.format(Locale.ROOT, "%14.5g%12.1f", row.magnitude(), row.microseconds()));
        }
        rows.forEach(row -> row.notes().forEach(note -> lines.add(row.method() + ": " + note)));
        lines.addAll(remarks(round.gramOf()));
        return lines;
    }

    /** What to know of the Gram matrix that all methods were solved on. */
    private static List<String> remarks(RecordedRound.GramOf gramOf) {
        return switch (gramOf) {
            case UNKNOWN -> List.of();
            case REPRESENTATION ->
                List.of("The round measured gradients by the common representation: cosines and falls of losses are"
                        + " those of a step of the representation.");
            case PARAMETERS ->
                Arrays.stream(Method.values())
                        .filter(method -> method.defaults().evidence().contains(Evidence.GRAM_REPRESENTATION))
                        .map(method -> method.key() + ": solved on gradients of parameters, which the round measured; a"
                                + " training with this method measures those by the common representation.")
                        .toList();
        };
    }

    private static List<Row> solved(RecordedRound round) {
        try {
            return MethodComparison.of(round.signals(), round.tasks());
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }

    private static String head(List<String> tasks, int width) {
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-12s", "method"));
        for (String column : List.of("weight", "cosine", "loss falls")) {
            for (String task : tasks) {
                head.append(String.format(Locale.ROOT, "%" + width + "s", column + " " + task));
            }
        }
        return head + String.format(Locale.ROOT, "%14s%12s", "magnitude", "µs");
    }
}
