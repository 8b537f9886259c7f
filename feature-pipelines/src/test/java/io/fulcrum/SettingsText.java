package io.fulcrum;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A configuration written in a test, read as the file {@code test.conf} over the defaults. */
public final class SettingsText {
    private SettingsText() {}

    /** Returns what {@code reading} makes of the text, or throws all problems found. */
    public static <T> T read(String hocon, Function<ConfigReader, T> reading) {
        try {
            Path folder = Files.createTempDirectory("settings");
            Path file = folder.resolve("test.conf");
            Files.writeString(file, hocon);
            try {
                Problems problems = new Problems();
                T settings =
                        reading.apply(ConfigFiles.load(List.of(file), List.of()).reader(problems));
                problems.throwIfAny();
                return settings;
            } finally {
                Files.delete(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
