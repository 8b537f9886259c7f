package io.fulcrum.contract.encoder;

import io.fulcrum.contract.Pooling;
import java.io.Serializable;

/**
 * What of a list is read and how its embedding rows become one.
 *
 * @param maxLength number of entries that are kept, nulls not counted; 0 for a scalar
 * @param keep which entries of a longer list are kept
 * @param pooling how the embedding rows become one
 */
public record ListRule(int maxLength, Keep keep, Pooling pooling) implements Serializable {
    /** Which entries of a long list are kept, in their order. */
    public enum Keep {
        FIRST,
        LAST
    }

    /** The rule of a feature that reads no list. */
    public static final ListRule SCALAR = new ListRule(0, Keep.FIRST, Pooling.MEAN);

    public ListRule {
        if (maxLength < 0) {
            throw new IllegalArgumentException(
                    "A list keeps " + maxLength + " entries, but at least 0 are needed. Prepare the data again.");
        }
    }
}
