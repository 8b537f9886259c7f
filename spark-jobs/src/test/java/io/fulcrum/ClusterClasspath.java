package io.fulcrum;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * A {@code SPARK_HOME} made of links to Maven's jars, so that tests can start {@code local-cluster} executors in
 * JVMs of their own without a Spark distribution. The build sets SPARK_HOME for integration tests.
 */
public final class ClusterClasspath {
    private static final String EXECUTOR_CLASS = "CoarseGrainedExecutorBackend";

    private ClusterClasspath() {}

    /** Opens a session whose executors, if any, see the test's own classes. */
    public static SparkSession session(String master) {
        return session(master, Map.of());
    }

    /** Opens a session with further Spark properties. */
    public static SparkSession session(String master, Map<String, Object> properties) {
        linkJars(Path.of(System.getenv("SPARK_HOME"), "jars"));
        return SparkSession.builder()
                .master(master)
                .appName("fulcrum-tests")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config(properties)
                .getOrCreate();
    }

    /** Kills one running executor of this JVM's local cluster as an out-of-memory killer would. */
    public static void killOneExecutor() {
        kill(executors().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No executor to kill: is the master a local-cluster?")));
    }

    /** Returns the running executors of this JVM's local cluster, the oldest first. */
    public static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .filter(process -> commandLine(process).contains(EXECUTOR_CLASS))
                .sorted(Comparator.comparing(ProcessHandle::pid))
                .toList();
    }

    /** Returns the running executors that have joined a session, so that they work or wait for work. */
    public static List<ProcessHandle> joinedExecutors(SparkSession session) {
        List<String> joined =
                JavaConverters.seqAsJavaList(session.sparkContext().getExecutorIds());
        return executors().stream()
                .filter(process ->
                        joined.stream().anyMatch(id -> commandLine(process).contains("--executor-id\0" + id + "\0")))
                .toList();
    }

    /** Sends SIGKILL and waits for the end. */
    public static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** ProcessHandle gives no arguments of a command line as long as a class path makes it. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static void linkJars(Path jars) {
        try {
            Files.createDirectories(jars);
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path link = jars.resolve(Path.of(entry).getFileName());
                if (entry.endsWith(".jar") && !Files.exists(link)) {
                    Files.createSymbolicLink(link, Path.of(entry));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
