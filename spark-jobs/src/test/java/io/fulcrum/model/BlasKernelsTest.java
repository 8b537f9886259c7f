package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void choose_theLoadedLibraryHasTheKernels() throws Exception {
    List<String> processor = Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1);
    Optional<String> wanted =
        Optional.ofNullable(System.getenv(BlasKernels.VARIABLE)).or(() -> BlasKernels.forProcessor(processor));

    NativeBlas.load();
    String taken = NativeLibrary.getInstance(System.getProperty(NativeBlas.LIBRARY_PATH))
        .getFunction("openblas_get_corename").invokeString(new Object[0], false);

    assertThat(taken.toUpperCase(Locale.ROOT)).isEqualTo(wanted.orElse(taken).toUpperCase(Locale.ROOT));
  }
}
