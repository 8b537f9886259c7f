package io.fulcrum.train.checkpoint;

import io.fulcrum.train.checkpoint.CheckpointManifest.Link;
import java.util.ArrayList;
import java.util.List;

/**
 * The checkpoints that the next one can build on. A base holds every row that differs from its first values, a
 * later one those that changed or were evicted since the one before; when the later ones together would hold as many as
 * a base, the next one is a base. So a checkpoint costs its touched rows, and reading one at most twice the rows of a
 * base.
 */
final class CheckpointChain {
    private final List<Link> links = new ArrayList<>();
    private long rowsSinceBase;

    /** Goes on behind a checkpoint that was read: its own chain, then itself. */
    void restore(List<Link> chain, Link last, long rowsOfDeltas) {
        links.clear();
        links.addAll(chain);
        links.add(last);
        rowsSinceBase = rowsOfDeltas;
    }

    boolean isBaseDue(long fresh, long ever) {
        return links.isEmpty() || rowsSinceBase + fresh >= ever;
    }

    /** The links of a checkpoint that is not a base. */
    List<Link> links() {
        return List.copyOf(links);
    }

    /** Takes note of a base that was written. */
    void based(Link base) {
        links.clear();
        links.add(base);
        rowsSinceBase = 0;
    }

    /** Takes note of a checkpoint that was written on top. */
    void grown(Link link, long rows) {
        links.add(link);
        rowsSinceBase += rows;
    }
}
