package io.fulcrum.features.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A source column that the configuration or a model names.
 *
 * @param column its name
 * @param usedBy what names it, such as a configuration key, for messages
 * @param type what it must hold
 * @param presence whether the source must have it
 */
public record ColumnNeed(String column, String usedBy, ColumnUse type, Presence presence) {
    /** Whether a source must have a column. */
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    /** A column that the source must have. */
    public ColumnNeed(String column, String usedBy, ColumnUse type) {
        this(column, usedBy, type, Presence.REQUIRED);
    }

    /** Returns the need of a column that the source may lack. */
    public ColumnNeed optional() {
        return new ColumnNeed(column, usedBy, type, Presence.OPTIONAL);
    }

    /** Returns all uses of each column, columns in the order of their first use. */
    static Map<String, List<ColumnNeed>> byColumn(List<ColumnNeed> needs) {
        Map<String, List<ColumnNeed>> byColumn = new LinkedHashMap<>();
        needs.forEach(need -> byColumn.computeIfAbsent(need.column(), column -> new ArrayList<>())
                .add(need));
        return byColumn;
    }
}
