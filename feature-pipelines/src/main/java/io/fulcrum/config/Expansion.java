package io.fulcrum.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.NotResolved;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a configuration grows to when its references are replaced by what they name, estimated from above before any is
 * replaced: forty lines of {@code b = ${a}${a}} would else fill any memory. A reference of a value to itself means what
 * the value was before, so each at most doubles it.
 */
final class Expansion {
    private static final int MOST = 1 << 24; // characters
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\??([^}]*)}");

    private final ConfigObject root;
    private final Map<ConfigValue, Double> sizes = new IdentityHashMap<>();
    private final Map<ConfigValue, Integer> open = new IdentityHashMap<>(); // value → references to itself so far

    private Expansion(ConfigObject root) {
        this.root = root;
    }

    /** Refuses a configuration that would grow beyond any use. */
    static void requireBounded(Config unresolved) {
        Expansion expansion = new Expansion(unresolved.root());
        double total = 0;
        for (Map.Entry<String, ConfigValue> entry : unresolved.root().entrySet()) {
            total += expansion.size(entry.getValue());
            if (total > MOST) {
                throw new ConfigException(
                        "Cannot read the configuration: \"" + Excerpt.of(entry.getKey())
                                + "\" may grow to more than " + MOST
                                + " characters when its references are replaced, but at most that many"
                                + " are possible for the whole configuration. Write fewer references to values that have references.");
            }
        }
    }

    private double size(ConfigValue value) {
        if (open.containsKey(value)) {
            open.merge(value, 1, Integer::sum);
            return 0;
        }
        if (!sizes.containsKey(value)) {
            open.put(value, 0);
            double once = children(value).map(this::sizeOfAll).orElseGet(() -> sizeOfText(value));
            sizes.put(value, Math.scalb(once, open.remove(value)));
        }
        return sizes.get(value);
    }

    private double sizeOfAll(Set<Map.Entry<String, ConfigValue>> entries) {
        return entries.stream()
                .mapToDouble(entry -> entry.getKey().length() + size(entry.getValue()))
                .sum();
    }

    private double sizeOfText(ConfigValue value) {
        String text = value.render(ConfigRenderOptions.concise());
        double size = text.length();
        for (MatchResult reference : isString(value) ? List.<MatchResult>of() : references(text)) {
            size += named(ConfigUtil.splitPath(reference.group(1)))
                    .map(this::size)
                    .orElse(0.0);
        }
        return size;
    }

    private static List<MatchResult> references(String text) {
        return REFERENCE.matcher(text).results().toList();
    }

    /** Returns the value of a path, or the one around it while that is not resolved. */
    private Optional<ConfigValue> named(List<String> path) {
        ConfigValue value = root;
        for (String key : path) {
            if (children(value).isEmpty()) {
                return Optional.of(value);
            }
            value = ((ConfigObject) value).get(key);
            if (value == null) {
                return Optional.empty();
            }
        }
        return Optional.of(value);
    }

    private static Optional<Set<Map.Entry<String, ConfigValue>>> children(ConfigValue value) {
        try {
            return value instanceof ConfigObject object ? Optional.of(object.entrySet()) : Optional.empty();
        } catch (NotResolved e) {
            return Optional.empty();
        }
    }

    private static boolean isString(ConfigValue value) {
        try {
            return value.valueType() == ConfigValueType.STRING;
        } catch (NotResolved e) {
            return false;
        }
    }
}
