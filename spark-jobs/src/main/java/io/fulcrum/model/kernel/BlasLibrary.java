package io.fulcrum.model.kernel;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The BLAS library that the user names, for networks to multiply by it instead of the OpenBLAS that ND4J ships, which
 * is of 2021: a later one, or that of the processor's maker.
 */
public final class BlasLibrary {
    /** The environment variable that names its file, in every process that multiplies. */
    public static final String VARIABLE = "FULCRUM_BLAS";

    private static final List<String> FUNCTIONS = List.of("sgemm_", "sgemv_", "sdot_"); // of its Fortran interface

    private static final int LAZY_AND_LOCAL = 1; // RTLD_LAZY of dlopen, without RTLD_GLOBAL

    private BlasLibrary() {}

    /** Returns the file that the environment names. */
    public static Optional<String> named() {
        return Optional.ofNullable(System.getenv(VARIABLE)).filter(file -> !file.isBlank());
    }

    /** Returns why the named library cannot be used, in one line; empty if none is named or it can. */
    public static Optional<String> problem() {
        return named().flatMap(BlasLibrary::problem);
    }

    /** The binding calls functions without asking whether they are there, which would end the process. */
    static Optional<String> problem(String file) {
        if (!isFile(file)) {
            return told(file, "is not a file that can be read");
        }
        try {
            NativeLibrary library = opened(Path.of(file).toAbsolutePath().toString());
            return FUNCTIONS.stream()
                    .filter(function -> !has(library, function))
                    .findFirst()
                    .flatMap(missing -> told(file, "has no function " + missing));
        } catch (LinkageError e) {
            return told(file, "cannot be loaded as a library");
        }
    }

    /**
     * Opens a library for looking at it. Its names stay its own: of two OpenBLAS in a process, one would otherwise take
     * the other's kernels for its own, and drop them when it is closed. An OpenBLAS takes its kernels when it is opened
     * first.
     */
    static NativeLibrary opened(String file) {
        BlasKernels.choose();
        return NativeLibrary.getInstance(file, Map.of(Library.OPTION_OPEN_FLAGS, LAZY_AND_LOCAL));
    }

    private static boolean has(NativeLibrary library, String function) {
        try {
            library.getFunction(function);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static boolean isFile(String file) {
        try {
            return Files.isRegularFile(Path.of(file)) && Files.isReadable(Path.of(file));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Optional<String> told(String file, String what) {
        return Optional.of(
                VARIABLE + " = " + file + " " + what + ", but must be a BLAS library for this machine, with the"
                        + " Fortran interface and integers of 32 bits. Name one, such as libmkl_rt.so, or unset the variable.");
    }
}
