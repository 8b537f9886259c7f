package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.EmbeddingTables;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What passes between a driver and tasks of one JVM, through the writing and reading that Spark does to it. */
class LocalExchangeTest {
  private static final int[][] ROWS = {IntStream.range(0, 30).toArray(), IntStream.range(0, 20).toArray()};

  private final Exchange exchange = new LocalExchange();

  @AfterEach
  void forget() {
    ReplicaCache.forget("fresh");
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
  void rows_tasks_readTheDriversTables() {
    EmbeddingTables tables = EmbeddingTables.initial(ReplicaCacheTest.SPEC);
    try (RowChannel channel = exchange.rows(tables)) {
      assertThat(SerializationUtils.roundtrip(channel.feed()).driversTables()).containsSame(tables);
    }
  }

  @Test
  void rows_replicaOfTheTables_isBroughtToThem() {
    EmbeddingTables tables = EmbeddingTables.initial(ReplicaCacheTest.SPEC);
    tables.apply(EmbeddingTables.initial(ReplicaCacheTest.spec(7)).recordsOf(new int[][] {{3, 9}, {1}}));
    try (RowChannel channel = exchange.rows(tables)) {
      EmbeddingTables replica = ReplicaCache.at("fresh", ReplicaCacheTest.SPEC, 1, channel.feed());
      assertThat(replica.recordsOf(ROWS)).usingRecursiveComparison().isEqualTo(tables.recordsOf(ROWS));
    }
  }
}
