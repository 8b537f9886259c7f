package io.fulcrum.model.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.model.embedding.FieldRows;
import io.fulcrum.model.kernel.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinedFieldsTest {
    private static final int ROWS = 320; // for a joint of at most 40 lines

    /** The lines of a row lead, from the roots down, to its embedding row of each field. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 33})
    void join_anyFields_linesOfARowLeadToItsEmbeddingRows(int count) {
        SplittableRandom random = new SplittableRandom(count);
        JoinedFields joined = new JoinedFields();
        for (int batch = 0; batch < 3; batch++) { // arrays are kept from batch to batch
            int[][] rowOf = new int[count][ROWS];
            for (int[] rows : rowOf) {
                int values = random.nextInt(1, 12);
                Arrays.setAll(rows, row -> random.nextInt(values));
            }
            joined.join(fields(rowOf), ROWS);

            for (int row = 0; row < ROWS; row++) {
                int at = row;
                assertThat(embeddingRows(joined, count, row))
                        .isEqualTo(
                                Arrays.stream(rowOf).mapToInt(rows -> rows[at]).toArray());
            }
            assertGroupsAreComplete(joined, count);
        }
    }

    @Test
    void join_dependentFields_oneTree() {
        int[][] rowOf = new int[8][ROWS];
        for (int field = 0; field < 8; field++) {
            for (int row = 0; row < ROWS; row++) {
                rowOf[field][row] = row % 40 / (field + 1);
            }
        }
        JoinedFields joined = new JoinedFields();

        joined.join(fields(rowOf), ROWS);

        assertThat(joined.rootCount()).isOne();
        assertThat(joined.root(0).lines()).isEqualTo(40);
        assertThat(joined.count()).isEqualTo(15);
    }

    @Test
    void join_independentFieldsOfManyValues_stayApart() {
        int[][] rowOf = new int[2][ROWS];
        for (int row = 0; row < ROWS; row++) {
            rowOf[0][row] = row % 7;
            rowOf[1][row] = row % 6; // 42 combinations
        }
        JoinedFields joined = new JoinedFields();

        joined.join(fields(rowOf), ROWS);

        assertThat(joined.rootCount()).isEqualTo(2);
        assertThat(joined.count()).isEqualTo(2);
    }

    @Test
    void keep_wholeTables_noneIsJoined() {
        List<FieldRows> fields = fields(new int[3][ROWS]);
        fields.forEach(field -> field.keep(field.parameters()));
        JoinedFields joined = new JoinedFields();

        joined.keep(fields);

        assertThat(joined.rootCount()).isEqualTo(3);
        assertThat(IntStream.range(0, 3).mapToObj(joined::root))
                .containsExactly(joined.node(0), joined.node(1), joined.node(2));
    }

    /** Returns [field] the embedding row that the lines of a batch row lead to. */
    private static int[] embeddingRows(JoinedFields joined, int fields, int row) {
        int[] found = new int[fields];
        Arrays.fill(found, -1);
        for (int root = 0; root < joined.rootCount(); root++) {
            JoinedFields.Node node = joined.root(root);
            walk(joined, node, node.line(row) - node.first(), found);
        }
        return found;
    }

    private static void walk(JoinedFields joined, JoinedFields.Node node, int line, int[] found) {
        for (int field = 0; field < found.length; field++) {
            if (joined.node(field) == node) {
                found[field] = line;
                return;
            }
        }
        walk(joined, node.joined(0), node.part(0, line), found);
        walk(joined, node.joined(1), node.part(1, line), found);
    }

    /** Every line of a root has rows, every line of a joint is among those of each of its parts, none twice. */
    private static void assertGroupsAreComplete(JoinedFields joined, int fields) {
        for (int root = 0; root < joined.rootCount(); root++) {
            JoinedFields.Node node = joined.root(root);
            assertThat(sorted(node.ofRows(), ROWS)).containsExactlyElementsOf(numbers(ROWS));
            assertThat(node.ofRows().first(node.lines())).isEqualTo(ROWS);
        }
        for (int joint = fields; joint < joined.count(); joint++) {
            JoinedFields.Node node = joined.node(joint);
            assertThat(node.lines()).isBetween(1, ROWS / 8);
            for (int side = 0; side < 2; side++) {
                assertThat(sorted(node.groups(side), node.lines())).containsExactlyElementsOf(numbers(node.lines()));
                for (int line = 0; line < node.lines(); line++) {
                    int part = node.part(side, line);
                    assertThat(Arrays.copyOfRange(
                                    node.groups(side).members(),
                                    node.groups(side).first(part),
                                    node.groups(side).first(part + 1)))
                            .contains(line);
                }
            }
        }
    }

    private static List<Integer> sorted(Groups groups, int size) {
        return Arrays.stream(groups.members(), 0, size).sorted().boxed().toList();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Returns fields of one column with as many embedding rows as their rows name. */
    private static List<FieldRows> fields(int[][] rowOf) {
        List<FieldRows> fields = new ArrayList<>();
        for (int field = 0; field < rowOf.length; field++) {
            int count = Arrays.stream(rowOf[field]).max().orElseThrow() + 1;
            FieldRows rows = new FieldRows(field, 1);
            rows.start(
                    new Matrix(new float[count], new Matrix.Shape(0, count, 1, 1, Matrix.Order.ROWS)),
                    rowOf[field],
                    ROWS);
            fields.add(rows);
        }
        return fields;
    }
}
