package io.fulcrum.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Seeded damage to files: to their bytes, to their words, or to the tree of a JSON text. */
public final class Mutations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
    private static final String LONG = "x".repeat(5000);
    private static final List<String> HOSTILE = List.of(
            "0",
            "-1",
            "1",
            "2",
            "0.5",
            "-0.0",
            "2147483647",
            "2147483648",
            "-2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "65537",
            "1e308",
            "-1e308",
            "1e999",
            "1e-320",
            "NaN",
            "\"NaN\"",
            "\"Infinity\"",
            "null",
            "true",
            "\"\"",
            "\" \"",
            "\"..\"",
            "\"../../etc/passwd\"",
            "\"/etc/passwd\"",
            "\"a/b\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"%s%n\"",
            "\"$1\"",
            "\"" + LONG + "\"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"\":null}",
            "[0]",
            "[-1,1e9]",
            "9".repeat(300),
            "[".repeat(3000),
            "[".repeat(50) + "]".repeat(50),
            "{\"a\":".repeat(3000),
            "\"1\"",
            "\"-1\"");

    private final SplittableRandom random;

    public Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns a number from 0 to {@code bound} - 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Returns damaged bytes; {@code original} stays as it is. */
    public byte[] bytes(byte[] original) {
        byte[] bytes = original.clone();
        int from = below(bytes.length + 1);
        int to = Math.min(bytes.length, from + 1 + below(64));
        switch (below(7)) {
            case 0 -> flip(bytes, 1);
            case 1 -> flip(bytes, 1 + below(20));
            case 2 -> bytes = Arrays.copyOf(bytes, from);
            case 3 -> bytes = joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, bytes.length));
            case 4 -> bytes = joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
            case 5 ->
                Arrays.fill(bytes, from, to, (byte)
                        oneOf(List.of(0, -1, 0x7f, 0x80)).intValue());
            default -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + below(5000));
        }
        return bytes;
    }

    /** Returns damaged words, numbers or lines of a text. */
    public String text(String original) {
        return switch (below(6)) {
            case 0 -> replaced(original, NUMBER, oneOf(HOSTILE));
            case 1 -> replaced(original, WORD, oneOf(HOSTILE));
            case 2 -> replaced(original, WORD, word(original));
            case 3 -> lines(original);
            case 4 ->
                new StringBuilder(original)
                        .insert(below(original.length() + 1), oneOf(HOSTILE))
                        .toString();
            default -> new String(bytes(original.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        };
    }

    /** Returns the text of a JSON tree with one or a few nodes removed, renamed, moved, copied or of another type. */
    public String json(String original) {
        try {
            JsonNode root = JSON.readTree(original);
            for (int i = oneOf(List.of(1, 1, 1, 3)); i > 0; i--) {
                change(root);
            }
            return root.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The original must be JSON", e);
        }
    }

    private void change(JsonNode root) {
        List<JsonNode> containers = new ArrayList<>();
        gather(root, containers);
        JsonNode inside = oneOf(containers);
        JsonNode elsewhere = oneOf(containers).deepCopy();
        if (inside instanceof ObjectNode object) {
            change(object, elsewhere);
        } else if (inside instanceof ArrayNode array && !array.isEmpty()) {
            change(array, elsewhere);
        }
    }

    private void change(ObjectNode object, JsonNode elsewhere) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        if (keys.isEmpty()) {
            object.set("more", elsewhere);
            return;
        }
        String key = oneOf(keys);
        switch (below(6)) {
            case 0 -> object.remove(key);
            case 1 -> object.set(key + "x", object.remove(key));
            case 2 -> object.set(key, object.get(oneOf(keys)));
            case 3 -> object.set(key, elsewhere);
            default -> object.putRawValue(key, new RawValue(oneOf(HOSTILE)));
        }
    }

    private void change(ArrayNode array, JsonNode elsewhere) {
        int at = below(array.size());
        switch (below(6)) {
            case 0 -> array.remove(at);
            case 1 -> array.add(array.get(at).deepCopy());
            case 2 -> array.set(at, array.get(below(array.size())));
            case 3 -> array.set(at, elsewhere);
            default -> array.setPOJO(at, new RawValue(oneOf(HOSTILE)));
        }
    }

    private static void gather(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> gather(child, containers));
        }
    }

    private String lines(String original) {
        List<String> lines = new ArrayList<>(original.lines().toList());
        int at = below(lines.size());
        switch (below(3)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(below(lines.size()), lines.get(at));
            default -> lines.set(at, lines.get(below(lines.size())));
        }
        return String.join("\n", lines) + "\n";
    }

    private String word(String original) {
        List<MatchResult> words = WORD.matcher(original).results().toList();
        return words.isEmpty() ? "word" : oneOf(words).group();
    }

    private String replaced(String original, Pattern what, String by) {
        List<MatchResult> places = what.matcher(original).results().toList();
        if (places.isEmpty()) {
            return original + by;
        }
        MatchResult place = oneOf(places);
        return original.substring(0, place.start()) + by + original.substring(place.end());
    }

    private void flip(byte[] bytes, int bits) {
        for (int i = 0; i < bits && bytes.length > 0; i++) {
            bytes[below(bytes.length)] ^= (byte) (1 << below(8));
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
