package io.fulcrum.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.train.RoundState;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;

/** What passes between a driver and tasks of one JVM, through the writing and reading that Spark does to it. */
class LocalExchangeTest {
    private final Exchange exchange = new LocalExchange();

    @Test
    void send_value_isTheSameObjectWhereItIsRead() {
        float[] parameters = {1, 2};
        assertThat(SerializationUtils.roundtrip((SameProcess<float[]>) exchange.send(parameters))
                        .value())
                .isSameAs(parameters);
    }

    @Test
    void value_destroyed_saysThatTheRoundIsOver() {
        Sent<String> sent = exchange.send("plan");
        sent.destroy();
        assertThatThrownBy(sent::value)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the round that this attempt belongs to is over. Its result is not needed.");
    }

    @Test
    void desk_statesHandedIn_areCollectedByShard() {
        try (ResultDesk<RoundState> desk = exchange.desk(new RoundState(0, 0))) {
            ResultDesk<RoundState> atTask = SerializationUtils.roundtrip(desk);
            RoundState first = new RoundState(2, 3);
            RoundState second = new RoundState(2, 3);
            RoundState returned = atTask.submit(7, second);
            atTask.submit(4, first);
            assertThat(returned.probe().whole().gradients().sums())
                    .as("nothing travels")
                    .isEmpty();
            assertThat(desk.collect(4, returned)).isSameAs(first);
            assertThat(desk.collect(7, returned)).isSameAs(second);
        }
    }

    @Test
    void rows_tasks_readTheDriversTables() {
        EmbeddingTables tables = EmbeddingTables.initial(ReplicaCacheTest.SPEC);
        try (RowChannel channel = exchange.rows(tables)) {
            TableSource atTask = SerializationUtils.roundtrip(channel.source());
            assertThat(atTask.at("run", ReplicaCacheTest.SPEC, 0)).isSameAs(tables);
            channel.add(1, RowRecords.none());
            assertThat(atTask.at("run", ReplicaCacheTest.SPEC, 1)).isSameAs(tables);
        }
    }
}
