package io.fulcrum.train;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;

/**
 * What becomes of embedding rows over a run.
 *
 * @param evictAfter rounds after which an unseen row goes back to its first values, 0 for never
 * @param memoryCheck what to do if the rows might not fit
 */
public record RowPolicy(int evictAfter, MemoryCheck memoryCheck) implements Serializable {
    /** What to do if the embedding rows of a run might not fit into memory. */
    public enum MemoryCheck {
        REFUSE,
        WARN
    }

    /** No evictions, and no start without the memory. */
    public static final RowPolicy DEFAULT = new RowPolicy(0, MemoryCheck.REFUSE);

    static RowPolicy read(ConfigReader rounds) {
        return new RowPolicy(rounds.integer("evict-after", 0), rounds.choice("memory-check", MemoryCheck.class));
    }
}
