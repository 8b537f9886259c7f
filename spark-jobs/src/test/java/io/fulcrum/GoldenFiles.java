package io.fulcrum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Stored files of each format version, committed under {@code src/test/resources/golden}. A file that a program wrote
 * once must be read with the same bits by every later version, and the same content must be written with the same
 * bytes.
 */
public final class GoldenFiles {
    private static final Path WRITTEN = Path.of("target", "golden");

    private GoldenFiles() {}

    /** Returns a committed file or folder. */
    public static Path path(String name) {
        URL url = GoldenFiles.class.getResource("/golden/" + name);
        assertThat(url)
                .as(
                        "There is no src/test/resources/golden/%s. A format version needs its golden files:"
                                + " run the test that writes them, then copy target/golden/%s there.",
                        name, name)
                .isNotNull();
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String text(String name) {
        return new String(bytes(path(name)), StandardCharsets.UTF_8);
    }

    /** Returns the folder in which a test writes what must equal the golden folder of this name, empty. */
    public static Path written(String name) {
        Path folder = WRITTEN.resolve(name);
        try {
            if (Files.exists(folder)) {
                tree(folder).keySet().forEach(file -> delete(folder.resolve(file)));
            }
            return Files.createDirectories(folder).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that what was written equals the golden folder byte for byte. */
    public static void assertWritten(String name) {
        Map<String, byte[]> written = tree(WRITTEN.resolve(name));
        Map<String, byte[]> golden = tree(path(name));
        assertThat(written.keySet()).isEqualTo(golden.keySet());
        written.forEach((file, bytes) -> assertThat(bytes)
                .as(
                        "%s/%s is written with other bytes than src/test/resources/golden has."
                                + " If the change is meant, raise the format's version and keep the old file readable.",
                        name, file)
                .isEqualTo(golden.get(file)));
    }

    /** Returns the bits of each value in hex, for golden values in the code. */
    public static String hex(float[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Integer.toHexString(Float.floatToRawIntBits(values[i])))
                .collect(Collectors.joining(" "));
    }

    private static Map<String, byte[]> tree(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().endsWith(".crc"))
                    .forEach(file -> files.put(folder.relativize(file).toString(), bytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
