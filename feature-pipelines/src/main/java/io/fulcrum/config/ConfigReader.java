package io.fulcrum.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.BadValue;
import com.typesafe.config.ConfigException.WrongType;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Typed reads of one section of a configuration. A bad value is noted as a problem and replaced by a harmless one, so
 * that reading goes on and everything wrong is reported together; nothing read may be used before
 * {@link Problems#throwIfAny()}. Reading a key makes it known: {@link #refuseUnknown()} then reports the others.
 */
public final class ConfigReader {
    private static final double MOST_WHOLE = 0x1p63; // a larger number with a fraction part is none of 64 bits

    private final Config section;
    private final String path;
    private final Reference reference;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    ConfigReader(Config section, String path, Reference reference, Problems problems) {
        this.section = section;
        this.path = path;
        this.reference = reference;
        this.problems = problems;
    }

    public boolean has(String key) {
        known.add(key);
        return section.hasPath(quoted(key));
    }

    public String text(String key) {
        return read(key, "", (config, at) -> {
            String value = config.getString(at);
            if (value.isBlank()) {
                problem(key, "is empty but needs a value");
            }
            return value;
        });
    }

    public Optional<String> optionalText(String key) {
        return has(key) ? Optional.of(text(key)) : Optional.empty();
    }

    public boolean flag(String key) {
        return read(key, false, Config::getBoolean);
    }

    public int integer(String key, int atLeast) {
        return (int) wholeNumber(key, atLeast, Integer.MAX_VALUE);
    }

    public long wholeNumber(String key, long atLeast, long atMost) {
        long value = read(key, atLeast, (config, at) -> whole(key, config, at, atLeast));
        boolean open = atMost >= Integer.MAX_VALUE;
        String rule = !open
                ? "must be between " + atLeast + " and " + atMost
                : value < atLeast ? "must be at least " + atLeast : "must be at most " + atMost;
        return checked(key, value, atLeast, read -> read >= atLeast && read <= atMost, rule);
    }

    /** Reads a number inside the closed interval [{@code atLeast}, {@code atMost}]. */
    public double number(String key, double atLeast, double atMost) {
        return checked(
                key,
                read(key, atLeast, Config::getDouble),
                atLeast,
                value -> value >= atLeast && value <= atMost,
                "must be a number " + interval(atLeast, atMost));
    }

    /** Reads a number above {@code bound}, the bound itself refused. */
    public double numberAbove(String key, double bound) {
        return checked(
                key,
                read(key, bound + 1, Config::getDouble),
                bound + 1,
                value -> value > bound && !value.isInfinite(),
                "must be a number above " + plain(bound));
    }

    public List<String> texts(String key) {
        return read(key, List.<String>of(), (config, at) -> list(config, at).getStringList(at));
    }

    public List<Integer> integers(String key, int atLeast) {
        List<Integer> harmless = List.of(atLeast);
        List<Number> values = read(
                key,
                List.<Number>copyOf(harmless),
                (config, at) -> list(config, at).getNumberList(at));
        return checked(
                        key,
                        values,
                        List.<Number>copyOf(harmless),
                        all -> all.stream()
                                .allMatch(value -> isWhole(value)
                                        && value.doubleValue() >= atLeast
                                        && value.doubleValue() <= Integer.MAX_VALUE),
                        "must hold whole numbers of at least " + atLeast + " only")
                .stream()
                .map(Number::intValue)
                .toList();
    }

    public List<Double> numbers(String key) {
        return read(key, List.<Double>of(), (config, at) -> list(config, at).getDoubleList(at));
    }

    /** Reads an enum constant written in kebab-case, such as {@code loss-plus}. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        return read(key, constants.get(0), (config, at) -> {
            String value = config.getString(at);
            return constants.stream()
                    .filter(constant -> word(constant).equals(value))
                    .findFirst()
                    .orElseGet(() -> {
                        List<String> names =
                                constants.stream().map(ConfigReader::word).toList();
                        String hint = NearestName.question(value, names);
                        problem(key, "is not one of " + String.join(", ", names) + (hint.isEmpty() ? "" : "." + hint));
                        return constants.get(0);
                    });
        });
    }

    public ConfigReader section(String key) {
        Config inner = read(key, ConfigFactory.empty(), Config::getConfig);
        return new ConfigReader(inner, absolute(key), reference, problems);
    }

    /** Reads a list of sections; element i is addressed as {@code key[i]} in messages. */
    public List<ConfigReader> sections(String key) {
        List<? extends Config> inner =
                read(key, List.<Config>of(), (config, at) -> list(config, at).getConfigList(at));
        List<ConfigReader> readers = new ArrayList<>();
        for (int i = 0; i < inner.size(); i++) {
            readers.add(new ConfigReader(inner.get(i), absolute(key) + "[" + i + "]", reference, problems));
        }
        return readers;
    }

    /** The section's keys in the order they are written, for sections whose keys are names of the user's own. */
    public List<String> keys() {
        known.addAll(section.root().keySet());
        return section.root().entrySet().stream()
                .sorted((a, b) -> Integer.compare(
                        a.getValue().origin().lineNumber(),
                        b.getValue().origin().lineNumber()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The keys read so far whose values are not those of {@code reference.conf}. */
    public List<String> changed() {
        return known.stream()
                .filter(section.root()::containsKey)
                .filter(key ->
                        !reference.isDefault(absolute(key), section.root().get(key)))
                .sorted()
                .toList();
    }

    /** Notes that the value of {@code key} breaks {@code rule}; completes it with file, value and the key's meaning. */
    public void problem(String key, String rule) {
        String meaning = reference
                .meaning(absolute(key))
                .map(text -> " Set " + key + ": " + text)
                .orElse("");
        String end = rule.matches("(?s).*[.?]") ? "" : ".";
        problems.add(file(key) + ": " + Excerpt.of(absolute(key)) + written(key) + " " + rule + end + meaning);
    }

    /** Reports every key of this section that nobody read. */
    public void refuseUnknown() {
        for (String key : section.root().keySet()) {
            if (!known.contains(key) && !reference.isForeign(absolute(key))) {
                problems.add(file(key) + ": unknown key \"" + Excerpt.of(absolute(key)) + "\". "
                        + NearestName.hint(key, known, this::absolute));
            }
        }
    }

    private <T> T read(String key, T harmless, BiFunction<Config, String, T> getter) {
        if (!has(key)) {
            problem(key, "is missing");
            return harmless;
        }
        try {
            return getter.apply(section, quoted(key));
        } catch (WrongType | BadValue e) {
            boolean isList = section.getValue(quoted(key)).valueType() == ConfigValueType.LIST;
            problem(key, isList ? wrongType(e) : wrongType(e).replace("has type list of ", "has type "));
            return harmless;
        }
    }

    /** A single value where a list is meant is a list of one. */
    private static Config list(Config config, String at) {
        ConfigValue value = config.getValue(at);
        return value.valueType() == ConfigValueType.LIST
                ? config
                : config.withValue(at, ConfigValueFactory.fromIterable(List.of(value)));
    }

    private <T> T checked(String key, T value, T harmless, Predicate<T> rule, String ruleText) {
        if (rule.test(value)) {
            return value;
        }
        problem(key, ruleText);
        return harmless;
    }

    private String written(String key) {
        return hasValue(key) ? " = " + render(section.root().get(key)) : "";
    }

    private static String render(ConfigValue value) {
        return Excerpt.of(
                value.valueType() == ConfigValueType.STRING
                        ? String.valueOf(value.unwrapped())
                        : value.render(ConfigRenderOptions.concise()));
    }

    private String file(String key) {
        ConfigObject root = section.root();
        String whole = key.replaceAll("\\[\\d+]$", "");
        return hasValue(whole) ? reference.name(root.get(whole).origin()) : reference.nameOfMissing(root.origin());
    }

    /** A key that {@code reference.conf} sets to null has a meaning but no value. */
    private boolean hasValue(String key) {
        ConfigValue value = section.root().get(key);
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    private String absolute(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String quoted(String key) {
        return ConfigUtil.joinPath(key);
    }

    /** Reads the number as written: through a double it would be rounded above 2^53. */
    private long whole(String key, Config config, String at, long harmless) {
        config.getNumber(at);
        try {
            return new BigDecimal(config.getString(at).strip()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            problem(key, "must be a whole number");
            return harmless;
        }
    }

    private static boolean isWhole(Number value) {
        boolean exact =
                Math.abs(value.doubleValue()) < MOST_WHOLE && value.doubleValue() == Math.rint(value.doubleValue());
        return !(value instanceof Double) || exact;
    }

    /** The library's "… has type STRING rather than NUMBER" as a rule; what it says before that, we say ourselves. */
    private static String wrongType(Exception e) {
        String[] types = e.getMessage().split(" has type ");
        return types.length == 2
                ? "has type " + types[1].toLowerCase(Locale.ROOT).replace(" rather than ", " but must have type ")
                : "cannot be read: " + Excerpt.of(e.getMessage());
    }

    private static String interval(double atLeast, double atMost) {
        return atMost == Double.POSITIVE_INFINITY || atMost == Double.MAX_VALUE
                ? "of at least " + plain(atLeast)
                : "between " + plain(atLeast) + " and " + plain(atMost);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    /** Returns a constant as files have it: its own text if it has one, such as {@code loss+}, else in kebab-case. */
    public static String word(Enum<?> constant) {
        if (!constant.toString().equals(constant.name())) {
            return constant.toString();
        }
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
