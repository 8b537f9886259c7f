package io.fulcrum.jobs;

import io.fulcrum.config.ConfigException;
import io.fulcrum.config.Excerpt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Every combination of keys that each take several values. */
final class Variants {
    private static final int MOST_LETTERS = 120; // a file name has at most 255 bytes

    private Variants() {}

    /** Returns lists of overrides, from lines such as {@code rounds.workers=1,2}; one empty list if nothing varies. */
    static List<List<String>> of(List<String> vary) {
        List<List<String>> variants = List.of(List.of());
        Set<String> keys = new HashSet<>();
        for (String line : vary) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw refused(line, "names no values");
            }
            if (line.substring(0, equals).isBlank()) {
                throw refused(line, "has no key");
            }
            String key = line.substring(0, equals).strip();
            if (!keys.add(key)) {
                throw refused(line, "varies " + Excerpt.of(key) + " a second time");
            }
            variants = times(variants, key, values(line, line.substring(equals + 1)));
        }
        return variants;
    }

    /**
     * Returns a name of a folder for each variant, all different: letters, digits, point, equals sign, hyphen, and the
     * variant's number where names would be equal or too long without it.
     */
    static List<String> folders(List<String> variants) {
        List<String> plain = variants.stream()
                .map(variant -> variant.replaceAll("[^A-Za-z0-9.=-]+", "_"))
                .toList();
        List<String> folders = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < plain.size(); i++) {
            String name = plain.get(i);
            boolean isLong = name.length() > MOST_LETTERS;
            boolean isFree = taken.add(name.toLowerCase(Locale.ROOT));
            String start = isLong ? name.substring(0, MOST_LETTERS) : name;
            folders.add(isLong || !isFree ? start + "_variant-" + (i + 1) : name);
        }
        return folders;
    }

    private static List<List<String>> times(List<List<String>> variants, String key, List<String> values) {
        List<List<String>> more = new ArrayList<>();
        for (List<String> variant : variants) {
            for (String value : values) {
                List<String> longer = new ArrayList<>(variant);
                longer.add(key + "=" + value);
                more.add(List.copyOf(longer));
            }
        }
        return more;
    }

    /** Cuts at commas, but not at those in quotes, lists and sections, such as {@code [64,32]}. */
    private static List<String> values(String line, String text) {
        List<String> values = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"' && (i == 0 || text.charAt(i - 1) != '\\');
            depth += quoted ? 0 : "[{".indexOf(c) >= 0 ? 1 : "]}".indexOf(c) >= 0 ? -1 : 0;
            if (c == ',' && !quoted && depth == 0) {
                values.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        values.add(text.substring(start).strip());
        if (values.contains("")) {
            throw refused(line, values.size() == 1 ? "names no values" : "has an empty value");
        }
        if (new HashSet<>(values).size() < values.size()) {
            throw refused(line, "names a value twice");
        }
        return values;
    }

    private static ConfigException refused(String line, String problem) {
        return new ConfigException("--vary " + Excerpt.of(line) + " " + problem
                + ", but must be a key with different values: write --vary section.key=first,second.");
    }
}
