/** Outer optimisers: how the averaged parameters of a round become the start of the next. */
package io.fulcrum.train.outer;
