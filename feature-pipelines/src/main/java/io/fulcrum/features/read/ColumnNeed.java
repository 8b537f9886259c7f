package io.fulcrum.features.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A source column that the configuration names.
 *
 * @param column its name
 * @param usedBy the configuration key that names it, for messages
 * @param type what it must hold
 */
public record ColumnNeed(String column, String usedBy, ColumnType type) {
    /** Returns all uses of each column, columns in the order of their first use. */
    static Map<String, List<ColumnNeed>> byColumn(List<ColumnNeed> needs) {
        Map<String, List<ColumnNeed>> byColumn = new LinkedHashMap<>();
        needs.forEach(need -> byColumn.computeIfAbsent(need.column(), column -> new ArrayList<>())
                .add(need));
        return byColumn;
    }
}
