/**
 * The form of a graph that trains: layers with forward and backward passes over one arena of values, and what they tell
 * of themselves after a round.
 */
package io.fulcrum.model.layer;
