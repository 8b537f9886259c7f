package io.fulcrum.features.read;

/**
 * A source column that the configuration names.
 *
 * @param column its name
 * @param usedBy the configuration key that names it, for messages
 * @param type what it must hold
 */
public record ColumnNeed(String column, String usedBy, ColumnType type) {}
