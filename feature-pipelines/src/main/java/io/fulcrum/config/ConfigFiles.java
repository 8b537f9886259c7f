package io.fulcrum.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A configuration as its sources give it: defaults of {@code reference.conf}, then one file, then {@code --set}. */
public final class ConfigFiles {
    static final String COMMAND_LINE = "--set";

    private static final int MOST_BYTES = 1 << 20;

    /**
     * Substituted in files that ship with Fulcrum; the launcher sets it, and without one it is the working directory.
     */
    private static final String HOME = "FULCRUM_HOME";

    private final Config merged;
    private final Reference reference;

    private ConfigFiles(Config merged, Reference reference) {
        this.merged = merged;
        this.reference = reference;
    }

    /**
     * Loads defaults, an optional file and overrides of the form {@code a.b=c}, later sources winning.
     *
     * @throws ConfigException if the file is missing or not HOCON, or an override has no {@code =}
     */
    public static ConfigFiles load(List<Path> files, List<String> overrides) {
        return load("reference.conf", files, overrides);
    }

    /** Loads with the defaults of another resource than {@code reference.conf}. */
    static ConfigFiles load(String resource, List<Path> files, List<String> overrides) {
        try {
            Config defaults = ConfigFactory.parseResources(ConfigFiles.class.getClassLoader(), resource);
            Config written = ConfigFactory.empty();
            for (Path file : files) {
                written = parsed(file).withFallback(written);
            }
            for (String override : overrides) {
                written = parsedOverride(override).withFallback(written);
            }
            Config unresolved = written.withFallback(defaults).withFallback(home());
            Expansion.requireBounded(unresolved);
            Config merged = unresolved
                    .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(true))
                    .withoutPath(HOME);
            String last = files.isEmpty()
                    ? "configuration"
                    : files.get(files.size() - 1).getFileName().toString();
            return new ConfigFiles(merged, new Reference(defaults, written, last));
        } catch (StackOverflowError e) {
            throw new ConfigException(
                    "Cannot read the configuration: it nests values or references too deeply." + " Write it flatter.");
        } catch (com.typesafe.config.ConfigException e) {
            throw new ConfigException("Cannot read the configuration: "
                    + Excerpt.ofMessage(e.getMessage()).replaceFirst("\\.$", "")
                    + ". Correct the HOCON syntax at the place named.");
        }
    }

    /** Returns a reader of the whole configuration that reports into {@code problems}. */
    public ConfigReader reader(Problems problems) {
        return new ConfigReader(merged, "", reference, problems);
    }

    /** Returns the resolved configuration, restricted to the keys that our {@code reference.conf} or the user names. */
    public String render() {
        return merged.root()
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
    }

    /** Returns the resolved configuration with the comments of {@code reference.conf} or without. */
    public String renderPlain() {
        return merged.root()
                .render(ConfigRenderOptions.defaults()
                        .setOriginComments(false)
                        .setComments(false)
                        .setJson(false));
    }

    /** Returns one line that changes exactly when a resolved value changes: what a fingerprint is taken of. */
    public String canonical() {
        return merged.root().render(ConfigRenderOptions.concise());
    }

    /** Returns every resolved key with its value, written the same way for equal values. */
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry : merged.entrySet()) {
            values.put(entry.getKey(), entry.getValue().render(ConfigRenderOptions.concise()));
        }
        return values;
    }

    private static Config home() {
        return ConfigFactory.parseMap(Map.of(HOME, System.getenv().getOrDefault(HOME, ".")));
    }

    private static Config parsed(Path file) {
        if (!Files.exists(file)) {
            throw new ConfigException(
                    "Configuration file " + file + " does not exist. Name an existing file with --config.");
        }
        return ConfigFactory.parseFile(readable(file).toFile(), UserIncludes.of(file));
    }

    /** Returns the file if it can be a configuration. */
    static Path readable(Path file) {
        if (Files.isDirectory(file)) {
            throw new ConfigException(
                    "Configuration file " + file + " is a directory, but must be a file. Name a file in it.");
        }
        if (!Files.isReadable(file)) {
            throw new ConfigException("Configuration file " + file + " cannot be read, but must be readable. Change its"
                    + " permissions, or name another file.");
        }
        if (file.toFile().length() > MOST_BYTES) {
            throw new ConfigException(
                    "Configuration file " + file + " has " + file.toFile().length() + " bytes, but at most "
                            + MOST_BYTES + " are possible. Name a configuration, not data.");
        }
        return file;
    }

    private static Config parsedOverride(String override) {
        int equals = override.indexOf('=');
        String key = override.substring(0, Math.max(0, equals)).strip();
        if (key.isEmpty()) {
            throw new ConfigException("--set " + Excerpt.of(override) + " is not of the form section.key=value."
                    + " Write one, such as --set rounds.workers=4.");
        }
        String value = override.substring(equals + 1).strip();
        return ConfigFactory.parseString(
                key + " = " + quotedIfPlain(value), UserIncludes.ofCommandLine().setOriginDescription(COMMAND_LINE));
    }

    /** A path such as {@code /data/day=1/*} is not HOCON unless quoted; numbers, lists, objects stay as they are. */
    private static String quotedIfPlain(String value) {
        boolean structured = value.matches("(?s)([\\[{\"]|\\$\\{).*")
                || value.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?|true|false|null");
        return structured ? value : ConfigUtil.quoteString(value);
    }
}
