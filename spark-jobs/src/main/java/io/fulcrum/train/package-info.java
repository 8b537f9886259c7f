/**
 * Rounds of parameter averaging: the driver plans, workers probe and step, states merge in a fixed order, the driver
 * solves the task weights of the next round.
 */
package io.fulcrum.train;
