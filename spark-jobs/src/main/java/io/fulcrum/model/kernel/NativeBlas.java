package io.fulcrum.model.kernel;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The OpenBLAS that ND4J ships, called through the binding that Spark ships. Where it cannot be loaded the products are
 * computed in Java: right, and many times slower, so it is said once.
 */
final class NativeBlas {
    static final String LIBRARY_PATH = "dev.ludovic.netlib.blas.nativeLibPath";
    private static final Logger BINDING = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder"); // held: weak

    private NativeBlas() {}

    static BLAS load() {
        BINDING.setLevel(Level.OFF); // it tells of every library that it did not find
        BlasKernels.choose();
        Optional<Path> library = library();
        library.filter(path -> System.getProperty(LIBRARY_PATH) == null)
                .ifPresent(path -> System.setProperty(LIBRARY_PATH, path.toString()));
        try {
            BLAS blas = NativeBLAS.getInstance();
            library.map(Path::toString).ifPresent(BlasKernels::check);
            return blas;
        } catch (RuntimeException | LinkageError e) {
            System.err.println("No native BLAS (" + e.getMessage() + "): training will be many times slower."
                    + " Name an OpenBLAS library by -D" + LIBRARY_PATH + "=FILE.");
            return JavaBLAS.getInstance();
        }
    }

    /** Unpacks ND4J's OpenBLAS, as ND4J itself does, and returns where it lies. */
    private static Optional<Path> library() {
        try {
            Path folder = Path.of(Loader.load(openblas_nolapack.class)).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.getFileName().toString().matches("(lib)?openblas_nolapack\\..*"))
                        .max((a, b) -> a.toString().length() - b.toString().length());
            }
        } catch (IOException | LinkageError e) {
            return Optional.empty();
        }
    }
}
