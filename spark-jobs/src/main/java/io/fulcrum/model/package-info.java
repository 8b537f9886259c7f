/**
 * The network as a whole: what a model is ({@code ModelSpec}, {@code Recommender}), and how it is trained and scored.
 * Its rooms, from the lowest: {@code kernel}, {@code optimizer}, {@code embedding}, {@code graph},
 * {@code architecture}, {@code layer}, {@code loss}; above it {@code serving} and {@code store}. At its border every
 * number is a {@code float} or a {@code double} in a Java array.
 */
package io.fulcrum.model;
