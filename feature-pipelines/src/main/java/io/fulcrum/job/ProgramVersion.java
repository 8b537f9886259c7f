package io.fulcrum.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Fulcrum that runs, as its build wrote it down. */
public final class ProgramVersion {
    public static final String VERSION = read();

    private ProgramVersion() {}

    private static String read() {
        try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read version.properties of this jar", e);
        }
    }
}
