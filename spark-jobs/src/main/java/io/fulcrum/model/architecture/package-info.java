/**
 * The catalogue of architectures: one record each, which composes its network, and the configuration that they are read
 * from.
 */
package io.fulcrum.model.architecture;
