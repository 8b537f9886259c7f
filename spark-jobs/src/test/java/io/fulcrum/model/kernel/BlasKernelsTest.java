package io.fulcrum.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.ChildJvm;
import java.util.List;
import java.util.Map;
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
        "AuthenticAMD, " + AVX512 + ", SKYLAKEX",
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
        Map<String, String> environment = named.isEmpty() ? Map.of() : Map.of(BlasKernels.VARIABLE, named);
        List<String> lines = ChildJvm.lines(environment, Child.class);
        return lines.get(lines.size() - 1);
    }

    /** Loads the library and prints which kernels it has. */
    static final class Child {
        public static void main(String[] arguments) {
            NativeBlas.library();
            System.out.println(BlasKernels.taken(System.getProperty(NativeBlas.LIBRARY_PATH))
                    .orElseThrow());
        }
    }
}
