package io.fulcrum.model.kernel;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import io.fulcrum.job.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/**
 * The library that networks multiply by, called through the binding that Spark ships: the one that the user names
 * ({@link BlasLibrary}), or the OpenBLAS that ND4J ships. Where that one cannot be loaded the products are computed in
 * Java: right, and many times slower, so it is said once.
 */
final class NativeBlas {
    static final String LIBRARY_PATH = "dev.ludovic.netlib.blas.nativeLibPath";
    private static final Logger BINDING = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder"); // held: weak

    private static volatile @Nullable BLAS loaded;
    private static volatile boolean smallKernels;

    private NativeBlas() {}

    /**
     * Returns the library, loaded by the first call.
     *
     * @throws JobFailure each time, if the user names one that cannot be used
     */
    static BLAS library() {
        BLAS known = loaded;
        return known == null ? load() : known;
    }

    /** Whether the library has kernels for small products ({@link SmallProducts}). */
    static boolean hasSmallKernels() {
        library();
        return smallKernels;
    }

    private static synchronized BLAS load() {
        BLAS known = loaded;
        if (known == null) {
            BlasLibrary.problem().ifPresent(problem -> {
                throw JobFailure.invalid(problem);
            });
            known = loadOnce();
            loaded = known;
        }
        return known;
    }

    private static BLAS loadOnce() {
        BINDING.setLevel(Level.OFF); // it tells of every library that it did not find
        BlasKernels.choose();
        Optional<String> library = BlasLibrary.named().or(NativeBlas::ofNd4j);
        library.filter(path -> System.getProperty(LIBRARY_PATH) == null
                        || BlasLibrary.named().isPresent())
                .ifPresent(path -> System.setProperty(LIBRARY_PATH, path));
        try {
            BLAS blas = NativeBLAS.getInstance();
            library.ifPresent(BlasKernels::check);
            smallKernels = SmallProducts.haveKernels(library.flatMap(BlasKernels::taken));
            return blas;
        } catch (RuntimeException | LinkageError e) {
            System.err.println("No native BLAS (" + e.getMessage() + "): training will be many times slower."
                    + " Name a BLAS library of the system by " + BlasLibrary.VARIABLE + "=FILE.");
            return JavaBLAS.getInstance();
        }
    }

    /** Unpacks ND4J's OpenBLAS, as ND4J itself does, and returns where it lies. */
    private static Optional<String> ofNd4j() {
        try {
            Path folder = Path.of(Loader.load(openblas_nolapack.class)).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                return files.map(Path::toString)
                        .filter(file -> file.matches(".*/(lib)?openblas_nolapack\\.[^/]*"))
                        .max(Comparator.comparingInt(String::length));
            }
        } catch (IOException | LinkageError e) {
            return Optional.empty();
        }
    }
}
