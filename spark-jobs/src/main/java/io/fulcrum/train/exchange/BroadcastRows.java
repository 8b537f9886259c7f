package io.fulcrum.train.exchange;

import io.fulcrum.model.embedding.RowRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;

/**
 * The changes of embedding rows by version, as broadcasts that an executor fetches only if its replica lacks them.
 * Records are whole rows, not differences, so applying a change twice or after a later snapshot does no harm.
 */
public final class BroadcastRows implements RowFeed {
    private static final long serialVersionUID = 1L;

    private final long[] versions; // [change] the version that the change leads to, ascending
    private final List<Broadcast<RowRecords>> changes;

    private BroadcastRows(long[] versions, List<Broadcast<RowRecords>> changes) {
        this.versions = versions;
        this.changes = changes;
    }

    /** Returns a feed at version 0, where every row has its first value. */
    public static BroadcastRows atStart() {
        return new BroadcastRows(new long[0], List.of());
    }

    /** Returns this feed with one more change, which leads to {@code version}. */
    BroadcastRows with(long version, Broadcast<RowRecords> change) {
        long[] longer = IntStream.rangeClosed(0, versions.length)
                .mapToLong(i -> i < versions.length ? versions[i] : version)
                .toArray();
        List<Broadcast<RowRecords>> more = new ArrayList<>(changes);
        more.add(change);
        return new BroadcastRows(longer, List.copyOf(more));
    }

    @Override
    public List<RowRecords> after(long version) {
        return IntStream.range(0, versions.length)
                .filter(i -> versions[i] > version)
                .mapToObj(i -> changes.get(i).value())
                .toList();
    }

    /** Frees the broadcasts on driver and executors. */
    void destroy() {
        changes.forEach(Broadcast::destroy);
    }
}
