package io.fulcrum.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Unmodifiable copies of maps that keep their order: tasks appear everywhere in the order they were declared. */
final class Immutable {
    private Immutable() {}

    static <K, V> Map<K, V> copyInOrder(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
