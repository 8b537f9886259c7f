package io.fulcrum.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.MultiTaskNetwork;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.embedding.FieldRows;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.embedding.NetworkRows.Stretch;
import io.fulcrum.model.kernel.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields handed over by their embedding rows give what the same fields spread over the batch give. */
class FirstLayerTest {
    private static final int WIDTH = 3; // of an embedding row
    private static final int STRIDE = 5; // its record has state behind it
    private static final int INPUTS = 6 * WIDTH + 2;
    private static final int ROWS = 203; // so many that fields are joined: in trees of three, and of one field
    private static final int[] COUNTS = {1, 4, 2, 3, 2, 5}; // [field] embedding rows
    private static final double[] WEIGHTS = {0.4, 1.6};

    private final SplittableRandom random = new SplittableRandom(4);
    private final float[] values = normals(ROWS * INPUTS);
    private final float[][] records = new float[COUNTS.length][];
    private final int[][] rowOf = new int[COUNTS.length][ROWS];
    private final float[] logitGradients = normals(2 * ROWS);

    FirstLayerTest() {
        for (int field = 0; field < COUNTS.length; field++) {
            records[field] = normals(COUNTS[field] * STRIDE);
            for (int row = 0; row < ROWS; row++) {
                rowOf[field][row] = random.nextInt(COUNTS[field]);
                System.arraycopy(
                        records[field], rowOf[field][row] * STRIDE, values, row * INPUTS + field * WIDTH, WIDTH);
            }
        }
    }

    /** Which fields are apart: one, five (one left over by loops of four), all. 300 columns are several stretches. */
    static Stream<Case> cases() {
        return Stream.of(
                        new SharedBottom(List.of(7), List.of(3)),
                        new SharedBottom(List.of(300), List.of()),
                        new Mmoe(2, List.of(8, 4), List.of()),
                        new Mmoe(3, List.of(4), List.of(2)))
                .flatMap(architecture -> Stream.of(List.of(2), List.of(0, 1, 2, 4, 5), List.of(0, 1, 2, 3, 4, 5))
                        .map(apart -> new Case(architecture, apart)));
    }

    record Case(Architecture architecture, List<Integer> apart) {}

    @ParameterizedTest
    @MethodSource("cases")
    void passes_fieldsApart_equalFieldsSpreadOverTheBatch(Case example) {
        MultiTaskNetwork spread = network(example);
        MultiTaskNetwork joined = network(example);
        float[] gradients = new float[ROWS * INPUTS];
        float[] logits = new float[2 * ROWS];
        float[] sameLogits = new float[2 * ROWS];
        NetworkRows apart = apart(example.apart());
        spread.forwardForTraining(NetworkRows.plain(values, gradients, ROWS, INPUTS), logits);
        joined.forwardForTraining(apart, sameLogits);
        assertThat(sameLogits).containsExactly(logits, within(1e-5f));

        spread.backward(logitGradients, WEIGHTS);
        joined.backward(logitGradients, WEIGHTS);
        assertThat(joined.gradients()).containsExactly(spread.gradients(), within(2e-5f));
        for (int field = 0; field < COUNTS.length; field++) {
            assertThat(byRow(apart, field))
                    .as("field " + field)
                    .containsExactly(byRow(gradients, field), within(2e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sharedGradient_fieldsApart_equalsFieldsSpreadOverTheBatch(Case example) {
        MultiTaskNetwork spread = network(example);
        MultiTaskNetwork joined = network(example);
        spread.forwardForTraining(
                NetworkRows.plain(values, new float[ROWS * INPUTS], ROWS, INPUTS), new float[2 * ROWS]);
        joined.forwardForTraining(apart(example.apart()), new float[2 * ROWS]);
        for (int task = 0; task < 2; task++) {
            double[] expected = new double[spread.layout().sharedSize()];
            double[] actual = new double[expected.length];
            spread.sharedGradient(task, logitGradients, expected);
            joined.sharedGradient(task, logitGradients, actual);
            assertThat(actual).containsExactly(expected, within(2e-5));
        }
    }

    private MultiTaskNetwork network(Case example) {
        MultiTaskNetwork network = MultiTaskNetwork.build(example.architecture(), INPUTS, 2, 9);
        SplittableRandom parameters = new SplittableRandom(12);
        for (int i = 0; i < network.parameters().length; i++) {
            network.parameters()[i] = (float) parameters.nextGaussian() / 3;
        }
        return network;
    }

    /** The batch with some fields by embedding rows; their plain columns are spoilt, for nobody may read them. */
    private NetworkRows apart(List<Integer> fields) {
        float[] spoilt = values.clone();
        List<FieldRows> apart = fields.stream().map(this::fieldRows).toList();
        List<Stretch> plain = Stream.iterate(0, field -> field + 1)
                .limit(COUNTS.length)
                .filter(field -> !fields.contains(field))
                .map(field -> new Stretch(field * WIDTH, WIDTH, true))
                .toList();
        for (int row = 0; row < ROWS; row++) {
            for (int field : fields) {
                Arrays.fill(spoilt, row * INPUTS + field * WIDTH, row * INPUTS + (field + 1) * WIDTH, Float.NaN);
            }
        }
        List<Stretch> all = Stream.concat(plain.stream(), Stream.of(new Stretch(6 * WIDTH, 2, false)))
                .toList();
        return new NetworkRows(spoilt, new float[ROWS * INPUTS], ROWS, all, apart);
    }

    private FieldRows fieldRows(int field) {
        FieldRows rows = new FieldRows(field * WIDTH, WIDTH);
        rows.start(
                new Matrix(records[field], new Matrix.Shape(0, COUNTS[field], WIDTH, STRIDE, Matrix.Order.ROWS)),
                rowOf[field],
                ROWS);
        return rows;
    }

    /** Sums a field's gradient over the batch rows that have each embedding row. */
    private float[] byRow(float[] gradients, int field) {
        float[] sums = new float[COUNTS[field] * WIDTH];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < WIDTH; i++) {
                sums[rowOf[field][row] * WIDTH + i] += gradients[row * INPUTS + field * WIDTH + i];
            }
        }
        return sums;
    }

    private float[] byRow(NetworkRows batch, int field) {
        return batch.fields().stream()
                .filter(rows -> rows.column() == field * WIDTH)
                .findFirst()
                .map(rows -> Arrays.copyOf(rows.gradients().values(), rows.count() * WIDTH))
                .orElseGet(() -> byRow(batch.gradients(), field));
    }

    private float[] normals(int length) {
        float[] normals = new float[length];
        for (int i = 0; i < length; i++) {
            normals[i] = (float) random.nextGaussian();
        }
        return normals;
    }
}
