package io.fulcrum.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.security.UserGroupInformation;

/** What Spark and Hadoop take for granted of the process they run in, provided or checked before they start. */
public final class Surroundings {
    private static final String USER = "user.name";
    private static final String HOME = "user.home";

    private Surroundings() {}

    /**
     * Names a user that the password file lacks, as in a container with a user id of its own: Hadoop's login fails
     * without a name. The home directory is then {@code HOME}, or the temporary one.
     */
    public static void completeUser() {
        String user = System.getProperty(USER, "?");
        if (!user.isBlank() && !user.equals("?")) {
            return;
        }
        String name = Optional.ofNullable(System.getenv("HADOOP_USER_NAME")).orElseGet(Surroundings::nameOfId);
        System.setProperty(USER, name);
        System.setProperty(HOME, home(System.getProperty(HOME, "?"), System.getenv()));
        UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
    }

    static String home(String known, Map<String, String> environment) {
        return Stream.of(known, environment.getOrDefault("HOME", "?"))
                .filter(place -> place.startsWith("/"))
                .findFirst()
                .orElse(System.getProperty("java.io.tmpdir"));
    }

    /**
     * Requires that temporary files can be written, where Spark would end the process without a message.
     *
     * @param localDirectories the value of {@code spark.local.dir}, if it is set
     * @throws JobFailure that names the directory and its setting
     */
    public static void requireScratch(Optional<String> localDirectories) {
        String temporary = System.getProperty("java.io.tmpdir");
        requireWritable(List.of(temporary), "java.io.tmpdir", "FULCRUM_JAVA_OPTS=-Djava.io.tmpdir=DIR");
        String environment = System.getenv("SPARK_LOCAL_DIRS");
        if (environment != null) {
            requireWritable(List.of(environment.split(",")), "SPARK_LOCAL_DIRS", "SPARK_LOCAL_DIRS");
        } else {
            localDirectories.ifPresent(places -> requireWritable(
                    List.of(places.split(",")), "spark.local.dir", "spark.\"spark.local.dir\" in the configuration"));
        }
    }

    private static void requireWritable(List<String> places, String setting, String remedy) {
        if (places.stream().map(String::strip).map(Path::of).noneMatch(Surroundings::canWrite)) {
            throw JobFailure.invalid("Cannot write temporary files to " + String.join(", ", places) + " (" + setting
                    + "), but Spark needs a writable directory. Free some space there, or set " + remedy + ".");
        }
    }

    private static boolean canWrite(Path place) {
        try {
            Files.createDirectories(place);
            Files.delete(Files.createTempFile(place, "fulcrum", ".tmp"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String nameOfId() {
        try {
            return "uid-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "unknown";
        }
    }
}
