package io.fulcrum.train.exchange;

import java.io.Serializable;

/** A value that the driver sent to tasks: what travels is a reference, by which a task comes to the value. */
public interface Sent<T> extends Serializable {
    T value();

    /** Frees the value wherever it lies. */
    void destroy();
}
