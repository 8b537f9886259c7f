/**
 * The network: architectures as plain records, one builder each, and the only door to DL4J and ND4J; at this
 * package's border every number is a {@code float} or a {@code double} in a Java array.
 */
package io.fulcrum.model;
