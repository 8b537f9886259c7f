package io.fulcrum.contract.drift;

import java.util.OptionalDouble;

/**
 * How much features may drift.
 *
 * @param warn PSI above what is expected of samples from which a warning is printed
 * @param fail PSI above that from which nothing is published; empty for no limit
 */
public record DriftLimits(double warn, OptionalDouble fail) {}
