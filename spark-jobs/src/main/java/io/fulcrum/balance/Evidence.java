package io.fulcrum.balance;

/** What a round measures for a method. A method declares what it needs and is given nothing else. */
public enum Evidence {
    /** The tasks' mean losses: of the probe at the round's start point, and over the local steps. */
    LOSSES,
    /** The inner products of the tasks' global mean gradients of the shared parameters, at the round's start point. */
    GRAM
}
