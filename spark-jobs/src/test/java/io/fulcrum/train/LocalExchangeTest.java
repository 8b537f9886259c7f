package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.EmbeddingSpec;
import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.RowRecords;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes between a driver and tasks of one JVM, through the writing and reading that Spark does to it. */
class LocalExchangeTest {
  private static final EmbeddingSpec SPEC = ReplicaCacheTest.SPEC;
  private static final int[][] ROWS = {IntStream.range(0, 30).toArray(), IntStream.range(0, 20).toArray()};

  private final Exchange exchange = new LocalExchange();

  @AfterEach
  void forget() {
    List.of("follower", "fresh").forEach(ReplicaCache::forget);
  }

  @Test
  void send_value_isTheSameObjectWhereItIsRead() {
    float[] parameters = {1, 2};
    assertThat(SerializationUtils.roundtrip((SameProcess<float[]>) exchange.send(parameters)).value())
        .isSameAs(parameters);
  }

  @Test
  void value_destroyed_saysThatTheRoundIsOver() {
    Sent<String> sent = exchange.send("plan");
    sent.destroy();
    assertThatThrownBy(sent::value).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the round that this attempt belongs to is over. Its result is not needed.");
  }

  @Test
  void desk_statesHandedIn_areCollectedByShard() {
    try (ResultDesk desk = exchange.desk()) {
      ResultDesk atTask = SerializationUtils.roundtrip(desk);
      RoundState first = new RoundState(2, 3);
      RoundState second = new RoundState(2, 3);
      RoundState returned = atTask.handIn(7, second);
      atTask.handIn(4, first);
      assertThat(returned.gradientSums()).as("nothing travels").isEmpty();
      assertThat(desk.collect(4, returned)).isSameAs(first);
      assertThat(desk.collect(7, returned)).isSameAs(second);
    }
  }

  @Test
  void rows_followerAndNewcomer_bothComeToTheDriversTables() {
    EmbeddingTables tables = EmbeddingTables.initial(SPEC);
    try (RowChannel channel = exchange.rows(tables)) {
      for (long version = 1; version < 5; version++) {
        EmbeddingTables others = EmbeddingTables.initial(ReplicaCacheTest.spec(version));
        RowRecords change = others.recordsOf(new int[][] {{3, 9}, {1}});
        tables.apply(change);
        channel.add(version, change);
        RowFeed feed = SerializationUtils.roundtrip(channel.feed());
        assertThat(feed.after(version - 1)).containsExactly(change);
        assertSame(ReplicaCache.at("follower", SPEC, version, feed), tables);
        ReplicaCache.forget("fresh");
        assertSame(ReplicaCache.at("fresh", SPEC, version, feed), tables);
      }
      channel.restart(9);
      assertSame(ReplicaCache.at("follower", SPEC, 9, channel.feed()), tables);
    }
  }

  private static void assertSame(EmbeddingTables replica, EmbeddingTables driver) {
    for (int table = 0; table < ROWS.length; table++) {
      assertThat(replica.recordsOf(ROWS).records(table)).isEqualTo(driver.recordsOf(ROWS).records(table));
    }
  }
}
