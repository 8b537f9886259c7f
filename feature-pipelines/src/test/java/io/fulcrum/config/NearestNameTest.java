package io.fulcrum.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "abc, abc, 0",
        "abc, '', 3",
        "smothing, smoothing, 1",
        "bonds, bounds, 1",
        "kitten, sitting, 3",
        "ab, ba, 1",
        "abcd, acbd, 1",
        "flaw, lawn, 2"
    })
    void distance_textbookPairs_isKnown(String a, String b, int distance) {
        assertThat(NearestName.distance(a, b)).isEqualTo(distance);
    }

    @ParameterizedTest
    @MethodSource("words")
    void distance_anyPair_isASymmetricPremetric(String a, String b) {
        assertThat(NearestName.distance(a, b))
                .isEqualTo(NearestName.distance(b, a))
                .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
        assertThat(NearestName.distance(a, b) == 0).isEqualTo(a.equals(b));
    }

    static Stream<Arguments> words() {
        SplittableRandom random = new SplittableRandom(5);
        return IntStream.range(0, 50).mapToObj(i -> Arguments.of(word(random), word(random)));
    }

    private static String word(SplittableRandom random) {
        return random.ints(random.nextInt(8), 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void of_nothingWithinAThird_isEmpty() {
        assertThat(NearestName.of("colour", List.of("smoothing", "epochs"))).isEmpty();
    }

    @Test
    void of_equallyNear_takesTheFirstByName() {
        assertThat(NearestName.of("taskc", List.of("taskb", "taska"))).contains("taska");
    }

    @Test
    void hint_nearName_asksForIt() {
        assertThat(NearestName.hint("byu", List.of("buy", "click"))).isEqualTo("Did you mean \"buy\"?");
    }

    @Test
    void hint_noNearName_listsAllSorted() {
        assertThat(NearestName.hint("watch", List.of("click", "buy"))).isEqualTo("Known here: buy, click.");
    }

    @Test
    void hint_nothingKnown_saysSo() {
        assertThat(NearestName.hint("watch", List.of())).isEqualTo("Nothing is known here: remove it.");
    }
}
