/** Counts how the values of features are distributed, in the pass that encodes them. */
package io.fulcrum.features.drift;
