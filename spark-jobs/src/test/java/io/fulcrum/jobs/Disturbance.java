package io.fulcrum.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * What befalls a driver at a chosen point, without a seam in the program: a file system and a Spark listener, both
 * named in the child's configuration, that send the process a signal or refuse to write.
 */
final class Disturbance {
    /** Scheme of the disturbed local file system. */
    static final String SCHEME = "disturbed";

    private static final String POINT = "disturbance.point"; // regular expression of a path that is created
    private static final String AFTER = "disturbance.after"; // path that must be there
    private static final String SIGNAL = "disturbance.signal"; // KILL, STOP, TERM or FULL (a full disk)

    private Disturbance() {}

    /** The flags of a child that is disturbed when it creates a matching path. */
    static String[] atFile(String signal, Path after, String point) {
        return new String[] {"-D" + SIGNAL + "=" + signal, "-D" + AFTER + "=" + after, "-D" + POINT + "=" + point};
    }

    /** The flags of a child that is disturbed when a task starts. */
    static String[] atTask(String signal, Path after) {
        return atFile(signal, after, "task");
    }

    /** The configuration that puts file system and listener into a child. */
    static String configuration() {
        return "spark { \"spark.hadoop.fs." + SCHEME + ".impl\" = \"" + Local.class.getName() + "\"\n"
                + "\"spark.extraListeners\" = \"" + AtTask.class.getName() + "\" }\n";
    }

    private static boolean strikes(String what) {
        return what.matches(System.getProperty(POINT, "")) && Files.exists(Path.of(System.getProperty(AFTER)));
    }

    private static void signal() {
        String signal = System.getProperty(SIGNAL);
        System.clearProperty(POINT); // once
        System.out.println("Disturbance: " + signal);
        try {
            new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Strikes when a task starts. */
    public static final class AtTask extends SparkListener {
        @Override
        public void onTaskStart(SparkListenerTaskStart start) {
            if (strikes("task")) {
                signal();
            }
        }
    }

    /** The local file system under another scheme, which strikes when a file is created. */
    public static final class Local extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create(SCHEME + ":///");
        }

        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path file,
                boolean overwrite,
                int buffer,
                short replication,
                long block,
                Progressable progress)
                throws IOException {
            return strikes(file.toString())
                    ? struck()
                    : super.create(file, overwrite, buffer, replication, block, progress);
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path file,
                FsPermission permission,
                boolean overwrite,
                int buffer,
                short replication,
                long block,
                Progressable progress)
                throws IOException {
            return strikes(file.toString())
                    ? struck()
                    : super.create(file, permission, overwrite, buffer, replication, block, progress);
        }

        private static FSDataOutputStream struck() throws IOException {
            if (!System.getProperty(SIGNAL).equals("FULL")) {
                signal();
            }
            return new FSDataOutputStream(new FullDisk(), new FileSystem.Statistics(SCHEME));
        }
    }

    /** A disk without a byte left. */
    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            throw new IOException("No space left on device");
        }
    }
}
