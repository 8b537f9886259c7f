package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What a command line came to: exit status and everything printed. */
record CommandRun(int status, String out, String err) {
    /** Runs a command on two threads of this process. */
    static CommandRun run(String command, String... more) {
        return of(Stream.concat(Stream.of(command, "--master", "local[2]"), Stream.of(more))
                .toArray(String[]::new));
    }

    /** Runs a command with a configuration on two threads of this process. */
    static CommandRun run(String command, String config, List<String> more) {
        return run(command, with(List.of("--config", config), more).toArray(String[]::new));
    }

    static List<String> with(List<String> words, List<String> more) {
        return Stream.concat(words.stream(), more.stream()).toList();
    }

    /** As {@link #run}, which must end well. */
    static CommandRun done(String command, String... more) {
        return done(run(command, more));
    }

    /** Returns a run, which must have ended well. */
    static CommandRun done(CommandRun run) {
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    static CommandRun of(String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int status = Fulcrum.run(arguments);
            return new CommandRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
