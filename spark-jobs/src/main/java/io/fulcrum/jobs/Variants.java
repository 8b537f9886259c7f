package io.fulcrum.jobs;

import io.fulcrum.config.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** Every combination of keys that each take several values. */
final class Variants {
    /** A comma, but not one inside a list such as {@code [64,32]}. */
    private static final String COMMA = ",(?![^\\[]*\\])";

    private Variants() {}

    /** Returns lists of overrides, from lines such as {@code rounds.workers=1,2}; one empty list if nothing varies. */
    static List<List<String>> of(List<String> vary) {
        List<List<String>> variants = List.of(List.of());
        for (String line : vary) {
            int equals = line.indexOf('=');
            if (equals < 1 || equals == line.length() - 1) {
                throw new ConfigException(
                        "--vary " + line + " names no values: write --vary section.key=first,second.");
            }
            variants = times(
                    variants,
                    line.substring(0, equals),
                    line.substring(equals + 1).split(COMMA));
        }
        return variants;
    }

    private static List<List<String>> times(List<List<String>> variants, String key, String[] values) {
        List<List<String>> more = new ArrayList<>();
        for (List<String> variant : variants) {
            for (String value : values) {
                List<String> longer = new ArrayList<>(variant);
                longer.add(key + "=" + value.strip());
                more.add(List.copyOf(longer));
            }
        }
        return more;
    }
}
