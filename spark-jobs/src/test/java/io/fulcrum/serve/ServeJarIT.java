package io.fulcrum.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fulcrum.model.architecture.Mmoe;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar without Spark, alone on a class path. */
class ServeJarIT {
    private static final File JAR = new File("target/fulcrum-serve.jar");
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build(); // unpaired surrogates too

    @TempDir
    Path folder;

    /** No class of it names one that neither the jar nor the JDK has. */
    @Test
    void classes_references_areAllThere() {
        StringWriter found = new StringWriter();
        PrintWriter out = new PrintWriter(found);
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(out, out, "--multi-release", "base", "-filter:none", "--missing-deps", JAR.getPath());
        assertThat(found.toString()).isEmpty();
        assertThat(status).isZero();
    }

    @Test
    void classes_names_areOurs() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            List<String> classes = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/versions/"))
                    .toList();
            assertThat(classes)
                    .contains("io/fulcrum/serve/Scorer.class", "io/fulcrum/contract/encoder/RowEncoder.class")
                    .allMatch(name -> name.startsWith("io/fulcrum/"))
                    .noneMatch(name -> name.startsWith("io/fulcrum/jobs/") || name.startsWith("io/fulcrum/train/"));
        }
        assertThat(JAR.length()).isLessThan(4_000_000);
    }

    @Test
    void main_jarAlone_givesTheBitsOfTheScorer() throws IOException, InterruptedException {
        Path model = RawModel.write(folder.resolve("model"), new Mmoe(3, List.of(6, 5), List.of(4)), 3);
        SplittableRandom random = new SplittableRandom(1);
        List<Map<String, Object>> records = IntStream.range(0, 500)
                .mapToObj(i -> RawModel.random(random))
                .filter(ServeJarIT::isJson)
                .toList();
        Path input = folder.resolve("records.jsonl");
        Path output = folder.resolve("predictions.jsonl");
        StringBuilder lines = new StringBuilder();
        for (Map<String, Object> record : records) {
            lines.append(JSON.writeValueAsString(record)).append('\n');
        }
        Files.writeString(input, lines);
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.getPath(),
                        "--model",
                        model.toString())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        assertThat(status).isZero();
        List<String> answers = Files.readAllLines(output);
        double[][] expected = Scorer.open(model).score(records);
        assertThat(answers).hasSize(records.size()).hasSizeGreaterThan(100);
        for (int i = 0; i < expected.length; i++) {
            JsonNode answer = JSON.readTree(answers.get(i));
            assertThat(answer.path("visit").longValue())
                    .isEqualTo(records.get(i).get("visit"));
            assertThat(answer.path("click").doubleValue()).isEqualTo(expected[i][0]);
            assertThat(answer.path("watch").doubleValue()).isEqualTo(expected[i][1]);
        }
    }

    /** What JSON has no word for is left to the other tests: NaN, infinite numbers, dates that are no texts. */
    private static boolean isJson(Map<String, Object> record) {
        return record.values().stream()
                .flatMap(value -> value instanceof List<?> list ? list.stream() : Stream.of(value))
                .noneMatch(value ->
                        value instanceof Double number && !Double.isFinite(number) || value instanceof LocalDate);
    }
}
