package io.fulcrum;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    /** Starts it, its errors among its output. */
    public static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
