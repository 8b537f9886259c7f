package io.fulcrum.model;

/** A loss summed over labelled rows, with the count of them. */
public record LossSum(double sum, long labelled) {}
