/** Second stage: each row's labels, its split and its hash, as expressions of the source. */
package io.fulcrum.features.label;
