package io.fulcrum.model.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.fulcrum.contract.TaskType;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.LogOdds;
import io.fulcrum.model.RandomRecommender;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoringSession;
import io.fulcrum.model.SharedColumns;
import io.fulcrum.model.SmallRecommender;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Serving gives the bits of scoring, whatever is asked at a time. */
class ServedModelTest {
    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /** One row, a few, and blocks; rows that share leading columns or groups of fields are among them. */
    @ParameterizedTest
    @MethodSource("seeds")
    void score_anyModelAndNumberOfRows_givesTheBitsOfScoring(long seed) {
        RandomRecommender random = new RandomRecommender(seed);
        Recommender model = random.model();
        Shard shard = random.rows(800);
        double[][] expected = expected(model, shard.all());
        ServedModel served = new ServedModel(model);
        ServingRoom room = new ServingRoom(served);
        RequestRows rows = new RequestRows(model.spec());
        for (int size : new int[] {1, 2, 4, 5, 16, 17, 780, 781}) {
            int[] order = IntStream.range(0, size).toArray();
            assertThat(scores(room, filled(rows, new Batch(shard, order, 0, size))))
                    .isDeepEqualTo(java.util.Arrays.copyOf(expected, size));
        }
        for (int shared = 0; shared < 8; shared++) {
            Shard candidates = SharedColumns.of(shard, 9, shared);
            assertThat(scores(room, filled(rows, candidates.all())))
                    .as("%d columns shared", shared)
                    .isDeepEqualTo(expected(model, candidates.all()));
        }
    }

    @Test
    void score_steadyState_allocatesNothing() {
        Recommender model = new RandomRecommender(3).model();
        ServingRoom room = new ServingRoom(new ServedModel(model));
        for (int size : new int[] {1, 500}) {
            RequestRows rows = filled(
                    new RequestRows(model.spec()),
                    new RandomRecommender(3).rows(size).all());
            double[][] target = new double[size][model.spec().tasks().size()];
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int turn = 0; turn < 200; turn++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                room.score(rows, target);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).as("bytes for %d rows", size).isZero();
        }
    }

    @Test
    void id_outsideTheTable_isRefused() {
        RequestRows rows = new RequestRows(SmallRecommender.MMOE);
        rows.next();
        assertThatThrownBy(() -> rows.id(0, 9))
                .hasMessage("Feature \"user\" has id 9, but its table has 9 rows, numbered from 0."
                        + " Encode the row with the model's own encoders.");
        assertThatThrownBy(() -> rows.entry(0, -1))
                .hasMessage("Feature \"history\" has id -1, but its table has 7 rows, numbered from 0."
                        + " Encode the row with the model's own encoders.");
    }

    static RequestRows filled(RequestRows rows, Batch batch) {
        rows.clear();
        for (int i = 0; i < batch.size(); i++) {
            rows.next();
            int row = batch.row(i);
            for (int field = 0; field < batch.shard().ids().length; field++) {
                rows.id(field, batch.shard().ids()[field][row]);
            }
            for (int number = 0; number < batch.shard().numbers().length; number++) {
                rows.number(number, batch.shard().numbers()[number][row]);
            }
            for (int list = 0; list < batch.shard().lists().length; list++) {
                Shard.Lists ids = batch.shard().lists()[list];
                for (int entry = ids.offsets()[row]; entry < ids.offsets()[row + 1]; entry++) {
                    if (rows.isWeighted(list)) {
                        rows.entry(list, ids.ids()[entry], ids.weights()[entry]);
                    } else {
                        rows.entry(list, ids.ids()[entry]);
                    }
                }
            }
        }
        return rows;
    }

    static double[][] scores(ServingRoom room, RequestRows rows) {
        double[][] target = new double[rows.size()][room.tasks()];
        room.score(rows, target);
        return target;
    }

    /** Returns [row][task] what scoring writes. */
    static double[][] expected(Recommender model, Batch batch) {
        double[] scores = new ScoringSession(model).score(batch);
        int tasks = model.spec().tasks().size();
        double[][] predictions = new double[batch.size()][tasks];
        for (int i = 0; i < scores.length; i++) {
            int task = i / batch.size();
            boolean binary = model.spec().tasks().task(task).type() == TaskType.BINARY;
            predictions[i % batch.size()][task] = binary ? LogOdds.probability((float) scores[i]) : scores[i];
        }
        return predictions;
    }
}
