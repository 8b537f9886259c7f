package io.fulcrum.features.profile;

/**
 * One row as the profile sees it.
 *
 * @param hash hash of its source values
 * @param key hash of its key, null where it has none
 * @param listed place of its split value among those listed, negative where it has none of them
 * @param labels null where a task has none; // [task]
 * @param values what each field's state adds, or a list of these, null where missing; // [field]
 */
public record ProfiledRow(long hash, Long key, int listed, Double[] labels, Object[] values) {}
