package io.fulcrum.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.fulcrum.config.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A value of a JSON file that knows where it stands, so that a wrong one is refused by file and key. */
record JsonField(String file, String path, JsonNode node) {

    static final String ADVICE = "Use the file as Fulcrum wrote it.";

    JsonField at(String key) {
        JsonNode child = node.get(key);
        String place = path.isEmpty() ? key : path + "." + key;
        if (child == null || child.isNull()) {
            throw new ReportFormatException(String.format(Locale.ROOT, "%s: %s is missing. %s", file, place, ADVICE));
        }
        return new JsonField(file, place, child);
    }

    Optional<JsonField> find(String key) {
        return node.hasNonNull(key) ? Optional.of(at(key)) : Optional.empty();
    }

    String text() {
        return node.isTextual() ? node.textValue() : refuse("a text");
    }

    double number() {
        return node.isNumber() ? node.doubleValue() : refuse("a number");
    }

    long whole() {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : refuse("a whole number");
    }

    int count() {
        return node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : refuse("a whole number");
    }

    <T> List<T> list(Function<JsonField, T> item) {
        if (!node.isArray()) {
            refuse("a list");
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(item.apply(new JsonField(file, path + "[" + i + "]", node.get(i))));
        }
        return items;
    }

    <T> Map<String, T> map(Function<JsonField, T> value) {
        if (!node.isObject()) {
            refuse("an object");
        }
        Map<String, T> values = new LinkedHashMap<>();
        node.fieldNames()
                .forEachRemaining(
                        key -> values.put(key, value.apply(new JsonField(file, path + "." + key, node.get(key)))));
        return values;
    }

    <T> T refuse(String rule) {
        String found =
                node.isContainerNode() ? "a " + (node.isArray() ? "list" : "object") : Excerpt.of(node.toString());
        throw new ReportFormatException(
                String.format(Locale.ROOT, "%s: %s = %s must be %s. %s", file, path, found, rule, ADVICE));
    }
}
