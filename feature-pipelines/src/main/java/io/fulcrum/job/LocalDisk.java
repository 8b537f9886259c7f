package io.fulcrum.job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Files of a local disk, read with the JDK alone. */
public final class LocalDisk implements FileSource {
    private static final int TEXT_LIMIT = 64 << 20;

    @Override
    public Optional<String> text(String location) {
        OptionalLong bytes = length(location);
        if (bytes.orElse(0) > TEXT_LIMIT) {
            throw JobFailure.invalid(location + " has " + bytes.getAsLong() + " bytes, a text of this kind has at most "
                    + TEXT_LIMIT + ". It is not a file of this kind. Name the right file, or create it again.");
        }
        return bytes.isEmpty()
                ? Optional.empty()
                : Optional.of(read(location, in -> new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }

    @Override
    public OptionalLong length(String location) {
        try {
            Path path = path(location);
            return Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
        } catch (IOException e) {
            throw FileSource.cannotRead(location, reason(e), e);
        }
    }

    @Override
    public <T> T read(String location, Reading<T> reading) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path(location)))) {
            return reading.of(in);
        } catch (IOException e) {
            throw FileSource.cannotRead(location, reason(e), e);
        }
    }

    private static Path path(String location) throws IOException {
        try {
            return Path.of(location);
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The messages of these two name the file alone. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
    }
}
