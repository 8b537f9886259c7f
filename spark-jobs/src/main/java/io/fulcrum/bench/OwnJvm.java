package io.fulcrum.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts this program's classes in a JVM of their own, with this one's class path and flags. */
final class OwnJvm {
    private OwnJvm() {}

    /**
     * Returns the command line of a main class.
     *
     * @param flags further JVM flags, which come after this JVM's own
     */
    static List<String> words(String main, List<String> flags, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
                .toList());
        words.addAll(flags);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        words.addAll(arguments);
        return words;
    }
}
