package io.fulcrum.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasKernelsTest {
    private static final String AVX512 = "fpu avx2 fma avx512f avx512dq avx512bw avx512vl";

    @ParameterizedTest
    @CsvSource({
        "GenuineIntel, " + AVX512 + ", SKYLAKEX",
        "GenuineIntel, fpu fma avx2 avx_vnni, HASWELL", // Alder Lake
        "GenuineIntel, fpu fma avx2 avx512f avx512cd avx512er, HASWELL", // Knights Landing
        "AuthenticAMD, fpu fma avx2, ZEN",
        "AuthenticAMD, " + AVX512 + ", ZEN",
        "AuthenticAMD, fpu fma fma4 avx, ", // Piledriver
        "HygonGenuine, fpu fma avx2, ",
        "GenuineIntel, fpu avx, ",
    })
    void forProcessor_takesTheKernelsForItsFlags(String maker, String flags, String expected) {
        List<String> lines = List.of("processor\t: 0", "vendor_id\t: " + maker, "flags\t\t: " + flags, "bugs\t\t: mds");

        assertThat(BlasKernels.forProcessor(lines)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({"''", "processor : 0", "Features : fp asimd"})
    void forProcessor_ofAnotherKind_isNotTold(String line) {
        assertThat(BlasKernels.forProcessor(List.of(line))).isEmpty();
    }

    /** In a process of its own: in this one ND4J may have loaded the library before. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void choose_theLibraryThatIsLoadedNext_hasTheKernels() throws Exception {
        String taken = inAnotherProcess("");

        assertThat(taken).isEqualToIgnoringCase(BlasKernels.WANTED.orElse(taken));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void choose_whatTheEnvironmentNames_goesBefore() throws Exception {
        assertThat(inAnotherProcess("Nehalem")).isEqualTo("Nehalem");
    }

    private static String inAnotherProcess(String named) throws Exception {
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Child.class.getName());
        if (!named.isEmpty()) {
            child.environment().put(BlasKernels.VARIABLE, named);
        }
        Process process = child.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines.get(lines.size() - 1);
    }

    /** Loads the library and prints which kernels it has. */
    static final class Child {
        public static void main(String[] arguments) {
            NativeBlas.load();
            System.out.println(BlasKernels.taken(System.getProperty(NativeBlas.LIBRARY_PATH))
                    .orElseThrow());
        }
    }
}
