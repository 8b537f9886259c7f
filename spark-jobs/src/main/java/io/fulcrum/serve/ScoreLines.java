package io.fulcrum.serve;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.ProgramVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Scores JSON lines: records on the standard input, predictions on the standard output. */
public final class ScoreLines {
    private static final String USAGE = """
            Usage: java -jar fulcrum-serve.jar --model PATH [--watch SECONDS]

            Reads JSON lines from the standard input and writes one line for each to the standard output.
            A line {…} is a record; its answer has the model's keys, where the record has them, and a number per
            task. A line [{…}, …] is a list of candidates, answered with a list. A line {"context": {…},
            "candidates": [{…}, …]} is the same with the fields that all candidates have in common.
            A line that cannot be scored is answered with {"error": "…"}; the others go on.

              --model PATH     directory that train published, a link to it, or a file that names it
              --watch SECONDS  looks every so many seconds whether PATH names another model, and takes it
              --version, --help

            Exit status: 0 all lines scored, 2 invalid arguments or model, 3 some lines could not be scored,
            1 unexpected error.
            """;

    private final Supplier<Scorer> scorers;

    ScoreLines(Supplier<Scorer> scorers) {
        this.scorers = scorers;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.in, System.out, System.err).status());
    }

    /** Runs the program on other streams than its own. */
    static ExitCode run(String[] arguments, InputStream in, PrintStream out, PrintStream errors) {
        try {
            return run(Options.of(arguments), in, out, errors);
        } catch (JobFailure e) {
            errors.println(e.getMessage());
            return e.exitCode();
        } catch (IOException e) {
            errors.println("Cannot read or write the lines: " + e.getMessage()
                    + ". Both ends must stay open. Start the program again.");
            return ExitCode.UNEXPECTED;
        }
    }

    private static ExitCode run(Options options, InputStream in, PrintStream out, PrintStream errors)
            throws IOException {
        if (options.asksForHelp() || options.asksForVersion()) {
            out.print(options.asksForHelp() ? USAGE : "fulcrum-serve " + ProgramVersion.VERSION + "\n");
            out.flush();
            return ExitCode.OK;
        }
        if (options.watchSeconds() == 0) {
            Scorer scorer = Scorer.open(options.model());
            return new ScoreLines(() -> scorer).answer(in, out);
        }
        try (ModelWatcher watcher =
                new ModelWatcher(options.model(), Duration.ofSeconds(options.watchSeconds()), errors::println)) {
            return new ScoreLines(watcher::scorer).answer(in, out);
        }
    }

    private ExitCode answer(InputStream in, PrintStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Writer answers = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        JsonAnswers json = new JsonAnswers();
        ExitCode end = ExitCode.OK;
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            try {
                answers.write(json.answer(line, scorers.get()));
            } catch (RecordException e) {
                answers.write(json.error("Line " + number + ": " + e.getMessage()));
                end = ExitCode.DATA_CHECK_FAILED;
            }
            answers.write('\n');
            if (!lines.ready()) {
                answers.flush();
            }
        }
        answers.flush();
        if (out.checkError()) {
            throw new IOException("the standard output was closed");
        }
        return end;
    }

    /** The arguments. */
    private record Options(Path model, long watchSeconds, boolean asksForHelp, boolean asksForVersion) {
        private static final Path NONE = Path.of("");

        static Options of(String[] arguments) {
            Path model = NONE;
            long seconds = 0;
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--help" -> {
                        return new Options(NONE, 0, true, false);
                    }
                    case "--version" -> {
                        return new Options(NONE, 0, false, true);
                    }
                    case "--model" -> model = path(value(arguments, i++));
                    case "--watch" -> seconds = seconds(value(arguments, i++));
                    default ->
                        throw JobFailure.invalid("The argument \"" + arguments[i] + "\" is unknown. The program takes"
                                + " --model PATH and --watch SECONDS; see --help.");
                }
            }
            if (model.equals(NONE)) {
                throw JobFailure.invalid("There is no --model PATH: it names the directory that train published.");
            }
            return new Options(model, seconds, false, false);
        }

        private static String value(String[] arguments, int at) {
            if (at + 1 == arguments.length) {
                throw JobFailure.invalid("The argument " + arguments[at] + " has no value. Write one after it.");
            }
            return arguments[at + 1];
        }

        private static Path path(String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw JobFailure.invalid("--model " + text + " is no path: " + e.getReason() + ". Name a directory.");
            }
        }

        private static long seconds(String text) {
            try {
                long seconds = Long.parseLong(text);
                if (seconds >= 1 && seconds <= Duration.ofDays(1).toSeconds()) {
                    return seconds;
                }
            } catch (NumberFormatException e) {
                // refused below, as a number out of range is
            }
            throw JobFailure.invalid("--watch " + text + " must be a whole number of seconds from 1 to 86400.");
        }
    }
}
