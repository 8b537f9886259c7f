package io.fulcrum.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import io.fulcrum.ChildJvm;
import io.fulcrum.job.JobFailure;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class BlasLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void problem_ofABlas_none() throws IOException {
        assertThat(BlasLibrary.problem(library("openblas_nolapack").toString())).isEmpty();
    }

    @Test
    void problem_ofNoFile_saysSo() {
        assertThat(BlasLibrary.problem("/no/such/libblas.so"))
                .contains(
                        "FULCRUM_BLAS = /no/such/libblas.so is not a file that can be read, but must be a BLAS library for"
                                + " this machine, with the Fortran interface and integers of 32 bits. Name one, such as"
                                + " libmkl_rt.so, or unset the variable.");
        assertThat(BlasLibrary.problem(folder.toString()).orElseThrow())
                .contains(folder + " is not a file that can be read");
    }

    @Test
    void problem_ofAnotherFile_saysWhatIsWrong() throws IOException {
        Path text = Files.writeString(folder.resolve("blas.so"), "not a library");

        assertThat(BlasLibrary.problem(text.toString()).orElseThrow())
                .startsWith("FULCRUM_BLAS = " + text + " cannot be loaded as a library, but must be a BLAS");
    }

    /** The binding would call a function that is not there, which ends the process. */
    @Test
    void problem_ofALibraryWithoutBlas_namesTheFunction() throws IOException {
        Path other = library("quadmath");

        assertThat(BlasLibrary.problem(other.toString()).orElseThrow())
                .startsWith("FULCRUM_BLAS = " + other + " has no function sgemm_, but must be a BLAS");
    }

    @Test
    void library_thatTheEnvironmentNames_multiplies() throws Exception {
        String named = copyOfNd4js().toString();

        assertThat(ChildJvm.lines(Map.of(BlasLibrary.VARIABLE, named), Child.class))
                .containsExactly(named, "[7.0, 10.0, 15.0, 22.0]");
    }

    /** The commands look at a library before they load it. */
    @Test
    void problem_thenLibrary_hasTheKernelsForThisProcessor() throws Exception {
        String named = copyOfNd4js().toString();

        List<String> taken = ChildJvm.lines(Map.of(BlasLibrary.VARIABLE, named), LookingChild.class);

        assertThat(taken).hasSize(1);
        assertThat(taken.get(0)).isEqualToIgnoringCase(BlasKernels.WANTED.orElse(taken.get(0)));
    }

    @Test
    void library_thatCannotBeUsed_failsAtEachProduct() throws Exception {
        String named = folder + "/none.so";

        assertThat(ChildJvm.lines(Map.of(BlasLibrary.VARIABLE, named), Child.class))
                .hasSize(2)
                .allMatch(line -> line.startsWith("FULCRUM_BLAS = " + named + " is not a file"));
    }

    /** A library as ND4J's stands among its own. */
    private static Path library(String name) throws IOException {
        BlasKernels.choose(); // this may be the first to load the library, for all tests of this process
        Path folder = Path.of(Loader.load(openblas_nolapack.class)).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("lib" + name + ".so"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Copies what it needs, too. Only for a process without ND4J's own: two OpenBLAS would share their kernels. */
    private Path copyOfNd4js() throws IOException {
        for (String name : List.of("gcc_s", "gfortran", "quadmath")) {
            Path library = library(name).toRealPath();
            Files.copy(library, folder.resolve(library.getFileName()));
        }
        return Files.copy(library("openblas_nolapack"), folder.resolve("libother.so"));
    }

    /** Looks at the library, loads it and prints which kernels it has. */
    static final class LookingChild {
        public static void main(String[] arguments) {
            String named = BlasLibrary.named().orElseThrow();
            NativeLibrary looked = BlasLibrary.opened(named);
            NativeBlas.library();
            System.out.println(BlasKernels.taken(named).orElseThrow());
            Reference.reachabilityFence(looked); // closed before, it would be loaded afresh
        }
    }

    /** Multiplies twice and prints which library is loaded, and the square of a matrix; or what is wrong, each time. */
    static final class Child {
        public static void main(String[] arguments) {
            float[] product = new float[4];
            print(() -> {
                multiply(product);
                return System.getProperty(NativeBlas.LIBRARY_PATH);
            });
            print(() -> {
                multiply(product);
                return Arrays.toString(product);
            });
        }

        private static void print(Supplier<String> result) {
            try {
                System.out.println(result.get());
            } catch (JobFailure e) {
                System.out.println(e.getMessage());
            }
        }

        private static void multiply(float[] product) {
            Matrix.Shape shape = new Matrix.Shape(0, 2, 2, 2, Matrix.Order.ROWS);
            Matrix matrix = new Matrix(new float[] {1, 2, 3, 4}, shape);
            MatrixProduct.set(matrix, matrix, new Matrix(product, shape));
        }
    }
}
