package io.fulcrum.features.profile;

/**
 * One row as the profile sees it.
 *
 * @param hash hash of its source values
 * @param labels null where a task has none; // [task]
 * @param values what each field's state adds, or a list of these, null where missing; // [field]
 */
public record ProfiledRow(long hash, Double[] labels, Object[] values) {}
