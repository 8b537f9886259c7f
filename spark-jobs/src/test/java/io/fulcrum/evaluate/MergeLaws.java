package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The laws every mergeable state keeps, checked through its read-out.
 *
 * @param empty makes a new state
 * @param add adds a row to a state
 * @param merge merges the second state into the first
 * @param read everything that can be read from a state, comparable by equals
 */
record MergeLaws<S, R>(Supplier<S> empty, BiConsumer<S, R> add, BiConsumer<S, S> merge, Function<S, ?> read) {

    void hold(List<R> rows, long seed) {
        emptyIsNeutral(rows);
        mergeIsUnion(rows, new Random(seed));
        mergeIsAssociative(rows, new Random(seed + 1));
        readingEmptyIsAnError();
    }

    private void emptyIsNeutral(List<R> rows) {
        S left = stateOf(rows);
        merge.accept(left, empty.get());
        S right = empty.get();
        merge.accept(right, stateOf(rows));
        assertThat(read.apply(left)).isEqualTo(read.apply(stateOf(rows)));
        assertThat(read.apply(right)).isEqualTo(read.apply(stateOf(rows)));
    }

    private void mergeIsUnion(List<R> rows, Random random) {
        for (int trial = 0; trial < 5; trial++) {
            int cut = random.nextInt(rows.size() + 1);
            S first = stateOf(rows.subList(0, cut));
            S again = stateOf(rows.subList(0, cut));
            merge.accept(first, stateOf(rows.subList(cut, rows.size())));
            merge.accept(again, stateOf(rows.subList(cut, rows.size())));
            assertThat(read.apply(first))
                    .as("merge of %d rows cut at %d", rows.size(), cut)
                    .usingRecursiveComparison()
                    .withComparatorForType(MergeLaws::toRounding, Double.class)
                    .isEqualTo(read.apply(stateOf(rows)));
            assertThat(read.apply(first))
                    .as("the same merge twice: the same bits")
                    .isEqualTo(read.apply(again));
        }
    }

    /** (a · b) · c = a · (b · c) for any two cuts, empty parts and parts of one row among them. */
    private void mergeIsAssociative(List<R> rows, Random random) {
        for (int trial = 0; trial < 8; trial++) {
            int one = trial == 0 ? 0 : random.nextInt(rows.size() + 1);
            int two = trial == 1 ? one : one + random.nextInt(rows.size() + 1 - one);
            S left = stateOf(rows.subList(0, one));
            merge.accept(left, stateOf(rows.subList(one, two)));
            merge.accept(left, stateOf(rows.subList(two, rows.size())));
            S right = stateOf(rows.subList(one, two));
            merge.accept(right, stateOf(rows.subList(two, rows.size())));
            S whole = stateOf(rows.subList(0, one));
            merge.accept(whole, right);
            assertThat(read.apply(left))
                    .as("grouping of %d rows cut at %d and %d", rows.size(), one, two)
                    .usingRecursiveComparison()
                    .withComparatorForType(MergeLaws::toRounding, Double.class)
                    .isEqualTo(read.apply(whole));
        }
    }

    private void readingEmptyIsAnError() {
        assertThatThrownBy(() -> read.apply(empty.get()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("metrics of nothing are undefined");
    }

    private S stateOf(List<R> rows) {
        S state = empty.get();
        rows.forEach(row -> add.accept(state, row));
        return state;
    }

    private static int toRounding(Double a, Double b) {
        return Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a)) ? 0 : Double.compare(a, b);
    }
}
