package io.fulcrum.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The includes of a user's configuration file: other files only, each of which must exist. HOCON would skip a missing
 * one, and would fetch a URL or a resource.
 */
final class UserIncludes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private static final List<String> EXTENSIONS = List.of("", ".conf", ".json", ".properties");

    private final List<Path> open; // from the file of --config down to the including one
    private final Path directory;

    private UserIncludes(List<Path> open, Path directory) {
        this.open = open;
        this.directory = directory;
    }

    /** Returns the options to parse a file of the user with. */
    static ConfigParseOptions of(Path file) {
        return of(List.of(file));
    }

    /** Returns the options to parse a text of the command line with. */
    static ConfigParseOptions ofCommandLine() {
        return ConfigParseOptions.defaults().setIncluder(new UserIncludes(List.of(), Path.of("")));
    }

    private static ConfigParseOptions of(List<Path> open) {
        Path including = open.get(open.size() - 1);
        return ConfigParseOptions.defaults()
                .setAllowMissing(false)
                .setIncluder(new UserIncludes(open, including.toAbsolutePath().getParent()));
    }

    /** HOCON's own includer is not asked. */
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (what.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
            throw refused(what, "names a URL", "Copy it to a file and include that");
        }
        return included(what, path(what, directory));
    }

    /** As in HOCON, relative to the working directory. */
    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return included(what.getPath(), path(what.getPath(), Path.of("").toAbsolutePath()));
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        throw refused(what.toString(), "names a URL", "Copy it to a file and include that");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        throw refused(what, "names a resource of the class path", "Include a file");
    }

    private Path path(String what, Path from) {
        try {
            return from.resolve(what);
        } catch (InvalidPathException e) {
            throw refused(what, "names no file that can exist", "Correct the include");
        }
    }

    private ConfigObject included(String what, Path named) {
        Path file = EXTENSIONS.stream()
                .map(extension -> named.resolveSibling(named.getFileName() + extension))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> refused(
                        what,
                        Files.isDirectory(named)
                                ? "names a directory, " + named
                                : "names a file that does not exist, " + named.normalize(),
                        "Correct the include, or remove it"));
        List<Path> nested = new ArrayList<>(open);
        nested.add(file);
        if (open.stream().anyMatch(including -> isSame(including, file))) {
            throw refused(
                    what,
                    "closes a cycle: "
                            + nested.stream()
                                    .map(path -> path.getFileName().toString())
                                    .collect(Collectors.joining(" -> ")),
                    "Remove one of these includes");
        }
        return ConfigFactory.parseFile(ConfigFiles.readable(file).toFile(), of(nested))
                .root();
    }

    private static boolean isSame(Path a, Path b) {
        try {
            return Files.isSameFile(a, b);
        } catch (IOException e) {
            return false;
        }
    }

    private ConfigException refused(String what, String why, String advice) {
        return new ConfigException(place(what) + ": include \"" + Excerpt.of(what) + "\" " + why
                + ", but only files that exist can be included. " + advice + ".");
    }

    /** The library does not say on which line an include is. */
    private String place(String what) {
        if (open.isEmpty()) {
            return ConfigFiles.COMMAND_LINE;
        }
        Path file = open.get(open.size() - 1);
        String name = file.getFileName().toString();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            List<String> all = lines.toList();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).contains("include") && all.get(i).contains(what)) {
                    return name + ": line " + (i + 1);
                }
            }
            return name;
        } catch (IOException | java.io.UncheckedIOException e) {
            return name;
        }
    }
}
