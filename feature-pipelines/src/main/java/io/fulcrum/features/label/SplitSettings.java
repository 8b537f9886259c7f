package io.fulcrum.features.label;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.Split;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How rows are parted into training, validation and test. */
public sealed interface SplitSettings {
    /** The rule's name in the configuration. */
    enum By {
        COLUMN,
        TIME,
        HASH
    }

    /** Rows go where the values listed say; rows with other values are left out. */
    record ByColumn(String column, Map<Split, List<String>> values) implements SplitSettings {
        @Override
        public List<ColumnNeed> needs() {
            return List.of(new ColumnNeed(column, "data.split.column", ColumnType.CATEGORY));
        }

        @Override
        public List<String> listed() {
            return values.values().stream().flatMap(List::stream).toList();
        }
    }

    /**
     * Rows before {@code validationFrom} train, rows from {@code testFrom} on test; rows without a time are left out.
     */
    record ByTime(String column, String validationFrom, String testFrom) implements SplitSettings {
        @Override
        public List<ColumnNeed> needs() {
            return List.of(new ColumnNeed(column, "data.split.column", ColumnType.TIME));
        }
    }

    /** Rows go by a seeded hash of key columns: rows of one key stay together. */
    record ByHash(List<String> key, List<Double> fractions, long seed) implements SplitSettings {
        @Override
        public List<ColumnNeed> needs() {
            return key.stream()
                    .map(column -> new ColumnNeed(column, "data.split.key", ColumnType.CATEGORY))
                    .toList();
        }
    }

    /** All rows are of one split. */
    record Single(Split split) implements SplitSettings {
        @Override
        public List<ColumnNeed> needs() {
            return List.of();
        }
    }

    List<ColumnNeed> needs();

    /** Returns the column values that the configuration lists, split by split. */
    default List<String> listed() {
        return List.of();
    }

    /**
     * Reads {@code data.split}; {@code key} identifies a row and is what is hashed unless the section says otherwise.
     */
    static SplitSettings read(ConfigReader section, List<String> key) {
        By by = section.choice("by", By.class);
        SplitSettings settings = switch (by) {
            case COLUMN -> byColumn(section);
            case TIME -> byTime(section);
            case HASH -> byHash(section, key);
        };
        section.has("fractions");
        section.has("seed");
        refuseOthers(section, by);
        section.refuseUnknown();
        return settings;
    }

    private static SplitSettings byColumn(ConfigReader section) {
        Map<Split, List<String>> values = new EnumMap<>(Split.class);
        Set<String> seen = new HashSet<>();
        for (Split split : Split.values()) {
            values.put(split, section.texts(split.folder()));
            if (!values.get(split).stream().allMatch(seen::add)) {
                section.problem(split.folder(), "names a value twice, but a value means one split");
            }
        }
        return new ByColumn(section.text("column"), values);
    }

    private static SplitSettings byTime(ConfigReader section) {
        String validationFrom = time(section, "validation-from");
        String testFrom = time(section, "test-from");
        Optional<PointInTime> start = PointInTime.parse(validationFrom);
        Optional<PointInTime> end = PointInTime.parse(testFrom);
        if (start.isPresent() && end.isPresent() && !start.get().isBefore(end.get())) {
            section.problem(
                    "test-from", "must be later than validation-from = " + validationFrom + ", and of the same kind");
        }
        return new ByTime(section.text("column"), validationFrom, testFrom);
    }

    private static String time(ConfigReader section, String key) {
        String value = section.text(key);
        if (!value.isEmpty() && PointInTime.parse(value).isEmpty()) {
            section.problem(key, "must be a date such as 2024-05-01, a time such as 2024-05-01T12:00:00Z or a number");
        }
        return value;
    }

    private static SplitSettings byHash(ConfigReader section, List<String> rowKey) {
        List<Double> fractions = section.numbers("fractions");
        double sum = fractions.stream().mapToDouble(Double::doubleValue).sum();
        boolean positive = fractions.stream().allMatch(fraction -> fraction > 0);
        if (fractions.size() != 3 || !positive || Math.abs(sum - 1) > 1e-9) {
            section.problem("fractions", "must be three numbers above 0 that sum to 1");
        }
        List<String> key = section.has("key") ? section.texts("key") : rowKey;
        if (key.isEmpty()) {
            section.problem("key", "is empty and so is data.key, but splitting by hash needs a column to hash");
        }
        return new ByHash(key, fractions, section.wholeNumber("seed", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static void refuseOthers(ConfigReader section, By by) {
        Map<String, List<By>> meant = Map.of(
                "column",
                List.of(By.COLUMN, By.TIME),
                "key",
                List.of(By.HASH),
                "train",
                List.of(By.COLUMN),
                "validation",
                List.of(By.COLUMN),
                "test",
                List.of(By.COLUMN),
                "validation-from",
                List.of(By.TIME),
                "test-from",
                List.of(By.TIME));
        meant.keySet().stream().sorted().forEach(key -> {
            if (section.has(key) && !meant.get(key).contains(by)) {
                section.problem(
                        key,
                        "has no meaning with by = " + by.name().toLowerCase(Locale.ROOT) + ": remove it or change by");
            }
        });
    }
}
