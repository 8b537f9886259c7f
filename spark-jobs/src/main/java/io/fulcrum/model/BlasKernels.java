package io.fulcrum.model;

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
 * this process and before the library is loaded, to the kernels for what the processor can do; for a processor that it
 * knows these are the ones that it would take itself. It is done in every process that multiplies, whoever started it:
 * kernels round differently, and a run on a cluster is to have the bits of an embedded one.
 */
public final class BlasKernels {
  static final String VARIABLE = "OPENBLAS_CORETYPE";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final int KEEP = 0; // the flag of setenv that spares a value which is there

  private BlasKernels() {}

  /** Has OpenBLAS take the kernels for this processor; what the environment says goes before, also a later call. */
  public static void choose() {
    if (System.getenv(VARIABLE) == null && Files.isReadable(PROCESSORS)) {
      try {
        forProcessor(Files.readAllLines(PROCESSORS, StandardCharsets.ISO_8859_1)).ifPresent(BlasKernels::set);
      } catch (IOException | LinkageError e) {
        System.err.println("OpenBLAS chooses its kernels itself (" + e.getMessage() + "): on a processor younger than"
            + " 2021 it may be several times slower. Set " + VARIABLE + ", to SKYLAKEX or HASWELL for instance.");
      }
    }
  }

  /**
   * Returns the name of the kernels for a processor.
   *
   * @param lines of {@code /proc/cpuinfo}
   * @return empty where OpenBLAS is not to be told: other makers, and processors without AVX2, are all old
   */
  static Optional<String> forProcessor(List<String> lines) {
    Set<String> flags = new HashSet<>(List.of(value(lines, "flags").split(" ")));
    if (!flags.containsAll(Set.of("avx2", "fma"))) {
      return Optional.empty();
    }
    String ofIntel = flags.containsAll(Set.of("avx512f", "avx512vl", "avx512dq", "avx512bw")) ? "SKYLAKEX" : "HASWELL";
    return Optional.ofNullable(
        Map.of("GenuineIntel", ofIntel, "AuthenticAMD", "ZEN").get(value(lines, "vendor_id")));
  }

  private static String value(List<String> lines, String name) {
    return lines.stream().filter(line -> line.matches(name + "\\s*:.*")).findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("");
  }

  private static void set(String kernels) {
    NativeLibrary.getInstance("c").getFunction("setenv").invokeInt(new Object[] {VARIABLE, kernels, KEEP});
  }
}
