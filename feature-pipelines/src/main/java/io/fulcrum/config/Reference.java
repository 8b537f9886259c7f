package io.fulcrum.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code reference.conf} says of a key (its comment is its meaning) and where a value was written. */
final class Reference {
    private final Config defaults;
    private final Config written;
    private final String file;

    /**
     * Describes keys by {@code defaults}, and the user's values by where they were {@code written}.
     *
     * @param file named where a value has no place of its own: one that is missing, or a section merged of several
     * files
     */
    Reference(Config defaults, Config written, String file) {
        this.defaults = defaults;
        this.written = written;
        this.file = file;
    }

    /** Returns the first sentence of the comment above the key, lower-cased to follow a colon. */
    Optional<String> meaning(String key) {
        ConfigValue value = find(defaults.root(), key.replaceAll("\\[\\d+]", ""));
        List<String> comments = value == null ? List.of() : value.origin().comments();
        String text = comments.stream()
                .map(String::strip)
                .collect(Collectors.joining(" "))
                .strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end + 1);
        sentence = sentence.endsWith(".") ? sentence : sentence + ".";
        return Optional.of(Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1));
    }

    /** Whether a top-level key comes from another library's {@code reference.conf} rather than from the user. */
    boolean isForeign(String key) {
        return !key.contains(".") && !written.root().containsKey(key);
    }

    /** Whether a value is what {@code reference.conf} says. */
    boolean isDefault(String key, ConfigValue value) {
        return value.equals(find(defaults.root(), key));
    }

    /** Returns the file's own name, or how the value came to be. */
    String name(ConfigOrigin origin) {
        if (origin.filename() != null) {
            return Path.of(origin.filename()).getFileName().toString();
        }
        if (origin.resource() != null) {
            return origin.resource();
        }
        return origin.description().matches(ConfigFiles.COMMAND_LINE + "(: \\d+)?") ? ConfigFiles.COMMAND_LINE : file;
    }

    /**
     * Returns the file that should name a value which a section lacks: the user's, also where only defaults have one.
     */
    String nameOfMissing(ConfigOrigin section) {
        return section.resource() != null ? file : name(section);
    }

    private static ConfigValue find(ConfigObject root, String key) {
        ConfigValue value = root;
        for (String part : key.split("\\.")) {
            if (!(value instanceof ConfigObject object)) {
                return null;
            }
            value = object.get(part);
        }
        return value;
    }
}
