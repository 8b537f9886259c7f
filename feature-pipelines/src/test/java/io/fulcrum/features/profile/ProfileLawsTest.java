package io.fulcrum.features.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.features.profile.Measure.Numbers.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of every mergeable state: empty is neutral, merge is union in any grouping, reading empty is an error. */
class ProfileLawsTest {
    private static final int VALUES = 40_000;

    /** One state with values that try it, a read-out that compares whole, and a read-out that needs values. */
    record Law(
            String name,
            Supplier<FieldProfile> empty,
            Function<SplittableRandom, Object> value,
            Function<FieldProfile, Object> readOut,
            Function<FieldProfile, Object> needsValues) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Law> laws() {
        Function<FieldProfile, Object> numbers = state -> {
            NumberProfile profile = (NumberProfile) state;
            Moments moments = profile.moments();
            return profile.count() == 0
                    ? "empty"
                    : List.of(
                            moments.count(),
                            moments.sum(),
                            moments.mean(),
                            moments.standardDeviation(),
                            moments.least(),
                            moments.greatest(),
                            profile.histogram().quantiles(List.of(0.0, 0.1, 0.25, 0.5, 0.9, 1.0)));
        };
        Function<FieldProfile, Object> mean =
                state -> ((NumberProfile) state).moments().mean();
        Function<FieldProfile, Object> median =
                state -> ((NumberProfile) state).histogram().quantile(0.5);
        BiFunction<Integer, Integer, Law> counts = (distinct, limit) -> new Law(
                "value counts, " + distinct + " values, limit " + limit,
                () -> new ValueCounts(limit),
                random -> "v" + Math.min(random.nextInt(distinct), random.nextInt(distinct)),
                state -> state.count()
                        + (((ValueCounts) state).overflowed()
                                ? " overflowed"
                                : ((ValueCounts) state).vocabulary(2).digest()),
                state -> {
                    throw new IllegalStateException("No value was added: counts have nothing that needs one");
                });
        BiFunction<Integer, Integer, Law> hashes = (distinct, buckets) -> new Law(
                "hash counts, " + distinct + " values in " + buckets,
                () -> new HashCounts(buckets),
                random -> new SplittableRandom(random.nextInt(distinct)).nextLong(),
                state -> List.of(state.count(), ((HashCounts) state).bucketsUsed(), ((HashCounts) state).distinct()),
                state -> ((HashCounts) state).collisionRate());
        return Stream.of(
                new Law(
                        "numbers of all sizes",
                        () -> new NumberProfile(Quantiles.COLLECTED),
                        random -> (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30)),
                        numbers,
                        mean),
                new Law(
                        "numbers near a billion",
                        () -> new NumberProfile(Quantiles.COLLECTED),
                        random -> 1e9 + random.nextDouble(),
                        numbers,
                        median),
                new Law(
                        "few numbers, many zeros",
                        () -> new NumberProfile(Quantiles.COLLECTED),
                        random -> (double) Math.max(0, random.nextInt(-50, 5)),
                        numbers,
                        mean),
                new Law("totals", ValueTotal::new, random -> "any", FieldProfile::count, state -> {
                    throw new IllegalStateException("No value was added: a total needs none");
                }),
                counts.apply(500, 1000),
                counts.apply(5000, 1000),
                hashes.apply(300, 100),
                hashes.apply(30_000, 1 << 20));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void merge_anyGrouping_equalsUnion(Law law) {
        List<Object> values = values(law);
        FieldProfile whole = of(law, values);
        for (int parts : List.of(2, 3, 17)) {
            FieldProfile merged = law.empty().get();
            for (int part = parts - 1; part >= 0; part--) {
                List<Object> own = new ArrayList<>();
                for (int i = part; i < values.size(); i += parts) {
                    own.add(values.get(i));
                }
                merged.merge(of(law, own));
            }
            assertThat(law.readOut().apply(merged)).isEqualTo(law.readOut().apply(whole));
        }
    }

    @ParameterizedTest
    @MethodSource("laws")
    void merge_anyTwoCuts_isAssociative(Law law) {
        List<Object> values = values(law).subList(0, 4000);
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 6; trial++) {
            int one = trial == 0 ? 0 : random.nextInt(values.size() + 1);
            int two = trial == 1 ? one : random.nextInt(one, values.size() + 1);
            FieldProfile left = of(law, values.subList(0, one))
                    .merge(of(law, values.subList(one, two)))
                    .merge(of(law, values.subList(two, values.size())));
            FieldProfile right = of(law, values.subList(0, one))
                    .merge(of(law, values.subList(one, two)).merge(of(law, values.subList(two, values.size()))));
            assertThat(law.readOut().apply(left))
                    .as("cut at %d and %d", one, two)
                    .isEqualTo(law.readOut().apply(right))
                    .isEqualTo(law.readOut().apply(of(law, values)));
        }
    }

    @ParameterizedTest
    @MethodSource("laws")
    void merge_withEmpty_changesNothing(Law law) {
        FieldProfile some = of(law, values(law).subList(0, 100));
        Object before = law.readOut().apply(some);
        assertThat(law.readOut().apply(some.merge(law.empty().get()))).isEqualTo(before);
        assertThat(law.readOut().apply(some.fresh().merge(some))).isEqualTo(before);
        assertThat(law.readOut().apply(some.fresh()))
                .isEqualTo(law.readOut().apply(law.empty().get()));
    }

    @ParameterizedTest
    @MethodSource("laws")
    void read_empty_isRefused(Law law) {
        assertThatThrownBy(() -> law.needsValues().apply(law.empty().get()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No value was added");
    }

    private static List<Object> values(Law law) {
        SplittableRandom random = new SplittableRandom(law.name().hashCode());
        return Stream.generate(() -> law.value().apply(random)).limit(VALUES).toList();
    }

    private static FieldProfile of(Law law, List<Object> values) {
        FieldProfile state = law.empty().get();
        values.forEach(value -> add(state, value));
        return state;
    }

    private static void add(FieldProfile state, Object value) {
        if (state instanceof NumberProfile numbers) {
            numbers.add((double) value);
        } else if (state instanceof HashCounts hashes) {
            hashes.add((long) value);
        } else if (state instanceof ValueTotal total) {
            total.add();
        } else {
            Utf8 text = new Utf8();
            text.set((String) value);
            ((ValueCounts) state).add(text);
        }
    }
}
