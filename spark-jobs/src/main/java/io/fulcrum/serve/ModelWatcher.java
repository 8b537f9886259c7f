package io.fulcrum.serve;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.job.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The scorer of the model that a path names now. The path is a model directory, a symbolic link to one, or a text file
 * with the path of one, relative to the file's own directory.
 *
 * <p>It is looked at from time to time. A new model is opened beside the old one and takes its place at once: a request
 * that runs ends with the scorer it began with, and none waits. What is no whole model of this version is reported once
 * and looked at again, and the old model serves on.
 */
public final class ModelWatcher implements AutoCloseable {
    private static final int MOST_POINTER = 4096; // bytes of a file that names a directory

    private final Path path;
    private final Consumer<String> log;
    private final ScheduledExecutorService timer;
    private volatile Served served;
    private String refused = ""; // the last complaint

    /** A model as it was found: where, and the digest of its description. */
    private record Found(Path directory, String digest) {}

    private record Served(Found found, Scorer scorer) {}

    /**
     * Opens the model that the path names, and looks at the path every {@code period}.
     *
     * @param log takes one line for each model taken or refused
     * @throws JobFailure if there is no whole model at the start
     */
    public ModelWatcher(Path path, Duration period, Consumer<String> log) {
        this.path = path;
        this.log = log;
        served = open(find());
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "fulcrum-model-watcher");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the scorer of the model that serves now; hold it for one request, not longer. */
    public Scorer scorer() {
        return served.scorer();
    }

    /** Looks at the path now. */
    public synchronized void look() {
        try {
            Found found = find();
            if (!found.equals(served.found())) {
                served = open(found);
                refused = "";
                log.accept("Serving model " + served.scorer().fingerprint() + " of " + found.directory() + ".");
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void refuse(String why) {
        if (!why.equals(refused)) {
            refused = why;
            log.accept("Cannot take the model that " + path + " names: " + why + " Still serving model "
                    + served.scorer().fingerprint() + " of " + served.found().directory() + ".");
        }
    }

    private Served open(Found found) {
        return new Served(found, Scorer.open(found.directory()));
    }

    private Found find() {
        try {
            Path directory = Files.isRegularFile(path) ? pointed() : path;
            Path real = directory.toRealPath();
            Path description = real.resolve("model.json");
            if (!Files.isRegularFile(description)) {
                throw JobFailure.invalid("There is no " + description
                        + ": this is not a model directory. Run fulcrum train, or name its output.");
            }
            return new Found(real, Fingerprint.sha256Hex(Files.readAllBytes(description)));
        } catch (IOException e) {
            throw JobFailure.invalid("Cannot read " + path + ": " + e.getClass().getSimpleName() + " " + e.getMessage()
                    + ". It must be a model directory, a link to one or a file that names one. Check the path.");
        }
    }

    private Path pointed() throws IOException {
        if (Files.size(path) > MOST_POINTER) {
            throw JobFailure.invalid("The file " + path + " has " + Files.size(path) + " bytes, but one that names a"
                    + " model directory has at most " + MOST_POINTER + ". Name the directory, or such a file.");
        }
        String text = Files.readString(path).strip();
        try {
            return path.toAbsolutePath().resolveSibling(text);
        } catch (InvalidPathException e) {
            throw new IOException("it names \"" + text + "\", which is no path", e);
        }
    }

    /** Stops looking; the scorer serves on. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
