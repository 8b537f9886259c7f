/** Losses of tasks, from the logit and the label, and the sums of them that travel. */
package io.fulcrum.model.loss;
