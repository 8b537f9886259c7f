package io.fulcrum.features.read;

import io.fulcrum.config.ConfigReader;
import java.util.List;
import java.util.Optional;

/**
 * Where the source rows are and which of them count.
 *
 * @param input path, glob or table name
 * @param filter SQL expression that rows must satisfy
 * @param key columns that identify a row, carried through as they are
 * @param group column whose values group rows for grouped metrics
 * @param missingColumns what to do with a needed column that some files lack
 * @param named what the user named the input with, for messages: {@value #KEY} or an option
 */
public record SourceSettings(
        String input,
        Optional<String> filter,
        List<String> key,
        Optional<String> group,
        MissingColumns missingColumns,
        String named) {
    private static final String KEY = "data.input";
    private static final String OPTION = "--input";

    /** Settings of a configuration. */
    public SourceSettings(
            String input,
            Optional<String> filter,
            List<String> key,
            Optional<String> group,
            MissingColumns missingColumns) {
        this(input, filter, key, group, missingColumns, KEY);
    }

    /** Reads these keys of the section {@code data}. */
    public static SourceSettings read(ConfigReader data) {
        return new SourceSettings(
                data.text("input"),
                data.optionalText("filter"),
                data.texts("key"),
                data.optionalText("group"),
                MissingColumns.read(data));
    }

    /** Returns the same settings for an input that an option named. */
    public SourceSettings ofOption() {
        return new SourceSettings(input, filter, key, group, missingColumns, OPTION);
    }

    /** Returns the input as the user wrote it. */
    String written() {
        return named + (named.equals(KEY) ? " = " : " ") + input;
    }
}
