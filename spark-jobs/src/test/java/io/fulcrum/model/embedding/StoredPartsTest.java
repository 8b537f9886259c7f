package io.fulcrum.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredPartsTest {
    private static final int[][] STORED = {{}, {2, 5, 7}, {}, {0}, {1, 3, 4, 8, 9}, {}};

    private static EmbeddingTables tables() {
        List<EmbeddingSpec.Table> ten = IntStream.range(0, STORED.length)
                .mapToObj(i -> new EmbeddingSpec.Table("t" + i, 10))
                .toList();
        EmbeddingTables tables = EmbeddingTables.initial(new EmbeddingSpec(ten, 2, 0, 1));
        tables.apply(EmbeddingTables.initial(tables.spec()).recordsOf(STORED));
        return tables;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 9, 10, 100})
    void next_anyBound_holdsEachRowOnceInFullParts(int most) {
        StoredParts parts = new StoredParts(tables(), most);
        int[][] seen = new int[STORED.length][0];
        List<Integer> sizes = new ArrayList<>();
        while (parts.hasNext()) {
            int[][] part = parts.next();
            sizes.add(Arrays.stream(part).mapToInt(rows -> rows.length).sum());
            Arrays.setAll(
                    seen,
                    table -> IntStream.concat(IntStream.of(seen[table]), IntStream.of(part[table]))
                            .toArray());
        }

        assertThat(seen).isDeepEqualTo(STORED);
        assertThat(sizes).hasSize((9 + most - 1) / most);
        assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(size -> size == most);
        assertThatThrownBy(parts::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void hasNext_nothingStored_isFalse() {
        assertThat(new StoredParts(EmbeddingTables.initial(tables().spec()), 5).hasNext())
                .isFalse();
    }
}
