/**
 * The network: architectures as plain records, one builder each, and the engine that trains and serves them; at this
 * package's border every number is a {@code float} or a {@code double} in a Java array.
 */
package io.fulcrum.model;
