package io.fulcrum.model.kernel;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of its kernels OpenBLAS takes. ND4J's is of 2021 (0.3.19) and knows processors by their model numbers: one that
 * came later it takes for the oldest, at a quarter to an eighth of the speed. So its environment variable is set, in
 * this process and before the library is loaded, to the kernels for what the processor can do; for nearly all that it
 * knows they are the ones that it would take itself. Every process that our networks multiply in does so, whoever
 * started it: kernels round differently, and a run on a cluster is to have the bits of an embedded one.
 *
 * <p>Where ND4J multiplies, for DL4J graphs, it is not done: executors load ND4J at different times, and some would
 * find the variable set and others not.
 */
public final class BlasKernels {
    static final String VARIABLE = "OPENBLAS_CORETYPE";
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Set<String> AVX512 = Set.of("avx512f", "avx512vl", "avx512dq", "avx512bw");
    private static final int KEEP = 0; // the flag of setenv that spares a value which is there

    /** The kernels that the environment names, or else those for this processor. */
    static final Optional<String> WANTED = wanted();

    private BlasKernels() {}

    /**
     * Has OpenBLAS take the kernels for this processor, unless the environment names others or it is loaded already.
     */
    public static void choose() {
        try {
            WANTED.ifPresent(BlasKernels::set);
        } catch (Error e) { // of JNA: no library for this machine, or another version of its own in the way
            System.err.println("OpenBLAS chooses its kernels itself (" + e.getMessage()
                    + "): on a processor younger than" + " 2021 it may be several times slower. Set " + VARIABLE
                    + ", to SKYLAKEX or HASWELL for instance.");
        }
    }

    /** Loads the library that networks multiply by, which the first product does otherwise. */
    public static void load() {
        MatrixProduct.load();
    }

    /** Says it if a loaded OpenBLAS has other kernels than {@link #choose} would have it take. */
    static void check(String library) {
        try {
            Optional<String> taken = taken(library);
            if (taken.isPresent() && WANTED.isPresent() && !taken.get().equalsIgnoreCase(WANTED.get())) {
                System.err.println(
                        "OpenBLAS has its kernels for " + taken.get() + ", not for " + WANTED.get() + ": something"
                                + " else, ND4J perhaps, loaded it before Fulcrum could choose. It may be several times slower, and rounds"
                                + " differently. Set " + VARIABLE + "=" + WANTED.get()
                                + " for this process and all executors.");
            }
        } catch (Error e) {
            return; // choose() has said it
        }
    }

    /** Returns the kernels that a library has; empty if it is not OpenBLAS. */
    static Optional<String> taken(String library) {
        try {
            return Optional.of(BlasLibrary.opened(library)
                    .getFunction("openblas_get_corename")
                    .invokeString(new Object[0], false));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    private static Optional<String> wanted() {
        Optional<String> named = Optional.ofNullable(System.getenv(VARIABLE));
        if (named.isPresent() || !Files.isReadable(PROCESSORS)) {
            return named;
        }
        try {
            return forProcessor(Files.readAllLines(PROCESSORS, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the name of the kernels for a processor. AMD's with AVX-512 take those for it as well: large products are
     * about as fast with others, but only they are fast for small ones ({@link SmallProducts}).
     *
     * @param lines of {@code /proc/cpuinfo}
     * @return empty for other makers and for processors without AVX2, whose kernels are left to OpenBLAS
     */
    static Optional<String> forProcessor(List<String> lines) {
        Set<String> flags = new HashSet<>(List.of(value(lines, "flags").split(" ")));
        Optional<String> ofMaker = Optional.ofNullable(
                Map.of("GenuineIntel", "HASWELL", "AuthenticAMD", "ZEN").get(value(lines, "vendor_id")));
        if (!flags.containsAll(Set.of("avx2", "fma"))) {
            return Optional.empty();
        }
        return ofMaker.map(kernels -> flags.containsAll(AVX512) ? "SKYLAKEX" : kernels);
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.matches(name + "\\s*:.*"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("");
    }

    /** Other threads may be reading the environment; the C library of Linux leaves them the array that they read. */
    private static void set(String kernels) {
        NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {VARIABLE, kernels, KEEP});
    }
}
