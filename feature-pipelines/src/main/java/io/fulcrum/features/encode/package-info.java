/** Fifth stage: encodings fitted to the training split, as expressions of the source. */
package io.fulcrum.features.encode;
