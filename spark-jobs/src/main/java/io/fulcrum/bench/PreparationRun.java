package io.fulcrum.bench;

import com.sun.management.OperatingSystemMXBean;
import io.fulcrum.contract.Json;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one preparation in a process of its own took, from when its engine stood.
 *
 * @param processorSeconds of all threads
 * @param peakMegabytes most resident memory of the process
 * @param bytes of the files that it wrote
 */
record PreparationRun(double seconds, double processorSeconds, double peakMegabytes, long bytes) {
    /** Runs a process and reads the JSON of its last line. */
    static PreparationRun of(String what, List<String> words) {
        return Json.parse(require(what, words), PreparationRun.class, "last line of " + what);
    }

    /** Runs a process that must succeed and returns its last line. */
    static String require(String what, List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String last = "";
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    last = line;
                }
            }
            if (process.waitFor() != 0) {
                throw failed(what, "ended with status " + process.exitValue());
            }
            return last;
        } catch (IOException e) {
            throw failed(what, "could not be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what, "was interrupted");
        }
    }

    /** Measures work of this process and prints the result. */
    static void print(Path output, Runnable work) throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long processor = system.getProcessCpuTime();
        long started = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - started) / 1e9;
        double processorSeconds = (system.getProcessCpuTime() - processor) / 1e9;
        System.out.println(Json.line(new PreparationRun(seconds, processorSeconds, residentPeak(), written(output))));
    }

    private static double residentPeak() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    private static long written(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static JobFailure failed(String what, String how) {
        return new JobFailure(
                ExitCode.UNEXPECTED,
                "The " + what + " side of the benchmark " + how
                        + ". What it printed is above; fix that and run again.");
    }
}
