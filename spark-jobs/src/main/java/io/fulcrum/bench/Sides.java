package io.fulcrum.bench;

import io.fulcrum.job.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the sides of a comparison are started: pinned to the same cores, ours with this program's own class path and JVM
 * flags, PyTorch's with an interpreter that has it.
 *
 * @param cores as {@code taskset -c} takes them, such as 1 or 0,1
 * @param python the interpreter
 * @param script of the PyTorch side
 * @param openBlas a second interpreter, whose PyTorch multiplies by OpenBLAS
 */
public record Sides(String cores, Path python, Path script, Optional<Path> openBlas) {
    /** Unit of a comparison with PyTorch: above 1 ours is faster. */
    static final String RATIO = "PyTorch time / ours";

    /** Sides with one PyTorch. */
    public Sides(String cores, Path python, Path script) {
        this(cores, python, script, Optional.empty());
    }

    /** Returns the same with the second interpreter as the only one, if there is one. */
    Optional<Sides> onOpenBlas() {
        return openBlas.map(other -> new Sides(cores, other, script));
    }

    /** Returns sides of ours alone. */
    public static Sides ofOurs(String cores) {
        return new Sides(cores, Path.of("none"), Path.of("none"));
    }

    /** Returns whether the interpreter is there and can import torch; needed only by rows that compare with PyTorch. */
    public boolean hasPyTorch() {
        return hasModule("torch");
    }

    /** Returns whether the interpreter, which has PyTorch, can also compile with it: that needs a C++ compiler. */
    boolean compilesPyTorch() {
        return succeeds("-c", "import torch; torch.compile(lambda x: x + 1)(torch.ones(2))");
    }

    /** Returns whether the interpreter is there and can import a module for the script, which is there too. */
    public boolean hasModule(String module) {
        return Files.isExecutable(python) && Files.exists(script) && succeeds("-c", "import " + module);
    }

    /** Returns what to do where {@link #hasPyTorch} does not hold. */
    public String withoutPyTorch() {
        return "There is no PyTorch for the comparison: " + python + " cannot run " + script + " with the module torch."
                + " The rows that compare with it are left out. Run deploy/bench/setup, which makes deploy/bench/.venv,"
                + " or name an interpreter that has torch with --pytorch.";
    }

    /** Returns whether the interpreter, which has PyTorch, can also import the library. */
    boolean hasLibrary(String library) {
        return Files.isExecutable(python)
                && Files.exists(libraryScript())
                && succeeds(libraryScript().toString(), "--library", library);
    }

    /** Returns what to do where {@link #hasLibrary} does not hold. */
    String withoutLibrary(String title, String library) {
        return "There is no " + title + " for the comparison: " + python + " cannot run " + libraryScript()
                + " --library " + library + ", which prints why. The rows that compare with it are left out. Run"
                + " deploy/bench/setup, which installs it into deploy/bench/.venv, or name an interpreter that has it with"
                + " --pytorch.";
    }

    /** Starts a worker of ours. */
    Contestant ours(Class<?> main, List<String> flags, String... arguments) {
        List<String> words = pinned();
        words.addAll(OwnJvm.words(main.getName(), flags, List.of(arguments)));
        return Contestant.start("Fulcrum", words, 1);
    }

    /** Starts the PyTorch side with the given options of its script. */
    Contestant pyTorch(Path workload, int threads, String... options) {
        List<String> words = new ArrayList<>(List.of(script.toString(), workload.toString()));
        words.addAll(List.of(options));
        return theirs("PyTorch", threads, words);
    }

    /** Starts a side that serves: the engine is pytorch or onnx. */
    Contestant serving(String title, Path workload, String engine, ServeRequests kind) {
        String program = script.resolveSibling("serving.py").toString();
        return theirs(
                title, 1, List.of(program, workload.toString(), "--engine", engine, "--requests", kind.toString()));
    }

    /** Starts the side of a library on PyTorch. */
    Contestant library(String title, String library, Path workload, int threads) {
        return theirs(title, threads, List.of(libraryScript().toString(), "--library", library, workload.toString()));
    }

    private Contestant theirs(String title, int threads, List<String> command) {
        List<String> words = pinned();
        words.add(python.toString());
        words.addAll(command);
        words.addAll(List.of("--threads", "" + threads));
        return Contestant.start(title, words, threads);
    }

    private Path libraryScript() {
        return script.resolveSibling("library_step.py");
    }

    /** Returns the beginning of a command line that is pinned to the cores. */
    List<String> pinned() {
        return pinned(System.getenv().getOrDefault("PATH", ""));
    }

    List<String> pinned(String path) {
        boolean found =
                Stream.of(path.split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
        if (!found) {
            throw JobFailure.invalid(
                    "There is no taskset on the PATH, but what a benchmark compares must be pinned to the"
                            + " same cores, " + cores + ". Install it: it is in the package util-linux.");
        }
        return new ArrayList<>(List.of("taskset", "-c", cores));
    }

    private boolean succeeds(String... arguments) {
        List<String> words = new ArrayList<>(List.of(python.toString()));
        words.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
