package io.fulcrum.train;

import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowRecords;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The exchange of a driver whose tasks run in its own JVM: references pass, and nothing is copied. */
final class LocalExchange implements Exchange {
  @Override
  public <T> Sent<T> send(T value) {
    return SameProcess.of(value);
  }

  @Override
  public ResultDesk desk() {
    return new Desk(SameProcess.of(new ConcurrentHashMap<>()));
  }

  @Override
  public RowChannel rows(EmbeddingTables tables) {
    return new Channel(tables);
  }

  /**
   * A desk on which states lie until the driver collects them.
   *
   * @param states by shard
   */
  private record Desk(Sent<Map<Integer, RoundState>> states) implements ResultDesk {
    private static final RoundState ELSEWHERE = new RoundState(0, 0);

    @Override
    public RoundState handIn(int shard, RoundState state) {
      states.value().put(shard, state);
      return ELSEWHERE;
    }

    @Override
    public RoundState collect(int shard, RoundState returned) {
      return states.value().remove(shard);
    }

    @Override
    public void close() {
      states.destroy();
    }
  }

  /** The last change, and for a replica that lacks more the tables themselves: no journal is kept. */
  private static final class Channel implements RowChannel {
    private final Sent<Channel> self = SameProcess.of(this);
    private final EmbeddingTables tables;
    private long version;
    private List<RowRecords> lastChange = List.of(); // empty if the version before is not known

    Channel(EmbeddingTables tables) {
      this.tables = tables;
    }

    @Override
    public RowFeed feed() {
      return new Feed(self);
    }

    @Override
    public void add(long newVersion, RowRecords change) {
      version = newVersion;
      lastChange = List.of(change);
    }

    @Override
    public void restart(long newVersion) {
      version = newVersion;
      lastChange = List.of();
    }

    @Override
    public void close() {
      self.destroy();
    }

    Iterable<RowRecords> after(long known) {
      return known == version - 1 && !lastChange.isEmpty() ? lastChange : tables.snapshot()::iterator;
    }
  }

  private record Feed(Sent<Channel> channel) implements RowFeed {
    @Override
    public Iterable<RowRecords> after(long version) {
      return channel.value().after(version);
    }
  }
}
