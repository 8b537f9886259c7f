package io.fulcrum;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line of a JVM like this test's own, for what can be seen from outside only: its end. */
public final class ChildJvm {
    private ChildJvm() {}

    /** Returns the words that run {@code main} with this JVM's class path and flags, and some flags more. */
    public static List<String> command(List<String> flags, Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("-XX:") || flag.startsWith("-Djdk."))
                .forEach(words::add);
        words.addAll(flags);
        words.addAll(List.of(
                "-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    /** Returns the flag that gives it the log that users see, without the stack traces of Spark's own warnings. */
    public static String shippedLogging() {
        Path here = Path.of("conf", "log4j2.properties");
        Path shipped = Files.exists(here) ? here : Path.of("..").resolve(here);
        return "-Dlog4j2.configurationFile=" + shipped.toAbsolutePath();
    }

    /** Runs {@code main} to its end, which must be a good one, and returns the lines of its output without errors. */
    public static List<String> lines(Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder child = new ProcessBuilder(command(List.of(), main, arguments));
        child.environment().putAll(environment);
        Process process = child.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        if (process.waitFor() != 0) {
            throw new AssertionError(main.getName() + " ended with " + process.exitValue() + " after " + lines);
        }
        return lines;
    }

    /** Starts it, its errors among its output. */
    public static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
