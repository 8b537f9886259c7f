package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureColumn.Kind;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingOverlay;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.optimizer.UpdateRule;
import io.fulcrum.model.store.ModelDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists pooled by attention: values and gradients, in training, scoring and serving, and what is refused. */
class ListAttentionTest {
    private static final int WIDTH = 3;
    private static final int ROWS = 6;

    /** An item that shares its table with a history, another field of the same size, one of another, two more lists. */
    private static final FeatureSchema SCHEMA = new FeatureSchema(List.of(
            new FeatureColumn("history", Kind.CATEGORICAL_LIST, "items", 5),
            new FeatureColumn("item", Kind.CATEGORICAL, "items", 5),
            FeatureColumn.categorical("user", 4),
            FeatureColumn.categorical("hour", 24),
            FeatureColumn.numeric("price"),
            new FeatureColumn("liked", Kind.CATEGORICAL_LIST, "liked", 5),
            FeatureColumn.listWeights("liked_weights")));

    private static final EmbeddingSizes SIZES = new EmbeddingSizes(WIDTH, Map.of("hour", 2));

    private static InputLayout layout(String query) {
        return InputLayout.of(SCHEMA, SIZES, List.of(new ListAttention("history", query)));
    }

    private static EmbeddingTables tables() {
        List<EmbeddingSpec.Table> tables = List.of(
                new EmbeddingSpec.Table("items", 5),
                new EmbeddingSpec.Table("user", 4),
                new EmbeddingSpec.Table("hour", 24),
                new EmbeddingSpec.Table("liked", 5),
                new ListAttention("history", "").table());
        EmbeddingTables made = EmbeddingTables.initial(
                new EmbeddingSpec(tables, List.of(WIDTH, WIDTH, 2, WIDTH, WIDTH), List.of(0, 0, 0, 0, 0), 1));
        SplittableRandom random = new SplittableRandom(4);
        for (int table = 0; table < tables.size(); table++) {
            float[] rows = AllRows.of(made, table);
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) random.nextDouble(-1.5, 1.5);
            }
            AllRows.set(made, table, rows);
        }
        return made;
    }

    private static Shard shard() {
        Shard.Lists history =
                new Shard.Lists(new int[] {0, 2, 2, 3, 6, 9, 10}, new int[] {0, 2, 3, 1, 1, 4, 0, 2, 4, 1});
        Shard.Lists liked = new Shard.Lists(new int[7], new int[0], new float[0]);
        int[][] ids = {{0, 1, 3, 1, 4, 0}, {3, 3, 0, 1, 2, 0}, {5, 6, 7, 5, 6, 7}};
        return new Shard(
                ids,
                new Shard.Lists[] {history, liked},
                new float[][] {{1, 2, 3, 4, 5, 6}},
                new float[0][],
                Shard.UNWEIGHTED,
                new long[0],
                ROWS,
                LabelScale.identities(0));
    }

    /** With one parameter, query 1 and rows ln 1, ln 2 and ln 5, the weights are 1/8, 2/8 and 5/8. */
    @Test
    void weigh_logarithms_haveTheirNumbersAsShares() {
        AttentionPooling pooling = new AttentionPooling();
        pooling.start(3, 1);
        pooling.query()[0] = 1;
        System.arraycopy(new float[] {0, (float) Math.log(2), (float) Math.log(5)}, 0, pooling.rows(), 0, 3);
        pooling.weigh();
        float[] pooled = {10, 20};
        pooling.addTo(pooled, 1);

        assertThat(new float[] {pooling.weight(0), pooling.weight(1), pooling.weight(2)})
                .containsExactly(new float[] {0.125f, 0.25f, 0.625f}, within(1e-7f));
        assertThat(pooled[0]).isEqualTo(10);
        assertThat(pooled[1]).isCloseTo((float) (20 + (2 * Math.log(2) + 5 * Math.log(5)) / 8), within(1e-5f));
    }

    /** Products are divided by √4 = 2: q · k = 2 ln 3 and 0 are shares of 3/4 and 1/4. */
    @Test
    void weigh_fourParameters_dividesByTwo() {
        AttentionPooling pooling = new AttentionPooling();
        pooling.start(2, 4);
        Arrays.fill(pooling.query(), 1);
        Arrays.fill(pooling.rows(), 0);
        pooling.rows()[1] = (float) (2 * Math.log(3));
        pooling.weigh();

        assertThat(pooling.weight(0)).isCloseTo(0.75f, within(1e-6f));
        assertThat(pooling.weight(1)).isCloseTo(0.25f, within(1e-6f));
    }

    @Test
    void weigh_hugeRows_areFinite() {
        AttentionPooling pooling = new AttentionPooling();
        pooling.start(3, 2);
        Arrays.fill(pooling.query(), 0, 2, -3e38f);
        System.arraycopy(new float[] {3e38f, 3e38f, -3e38f, -3e38f, 0, 1}, 0, pooling.rows(), 0, 6);
        pooling.weigh();
        float[] pooled = new float[2];
        pooling.addTo(pooled, 0);

        assertThat(pooled).containsExactly(-3e38f, -3e38f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"item", "user", ""})
    void fill_inTraining_isWhatScoringReadsAndTheFormula(String query) {
        InputLayout layout = layout(query);
        NetworkInput input = new NetworkInput(layout);
        Batch batch = new Batch(shard(), new int[] {5, 4, 3, 2, 1, 0}, 0, ROWS);
        input.fill(batch, new EmbeddingOverlay(tables()));
        ScoringInput scoring = new ScoringInput(layout, tables(), new boolean[3]);
        int columns = layout.inputWidth();

        assertThat(Arrays.copyOf(input.rows().values(), ROWS * columns))
                .isEqualTo(Arrays.copyOf(scoring.read(batch).values(), ROWS * columns));
        for (int i = 0; i < ROWS; i++) {
            double[] expected = pooled(rows(tables()), query, batch.row(i));
            for (int column = 0; column < WIDTH; column++) {
                assertThat((double) input.rows().values()[i * columns + layout.list(0) + column])
                        .isCloseTo(expected[column], within(1e-6));
            }
        }
        assertThat(pooled(rows(tables()), query, 1)).as("an empty list").containsOnly(0);
    }

    /** One step of rate 1 from a random gradient of the pooled columns, against central differences in double. */
    @ParameterizedTest
    @ValueSource(strings = {"item", "user", ""})
    void scatter_anyGradient_isThatOfFiniteDifferences(String query) {
        InputLayout layout = layout(query);
        NetworkInput input = new NetworkInput(layout);
        EmbeddingOverlay overlay = new EmbeddingOverlay(tables());
        input.fill(shard().all(), overlay);
        SplittableRandom random = new SplittableRandom(6);
        double[][] gradients = new double[ROWS][WIDTH];
        Arrays.fill(input.rows().gradients(), 0);
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < WIDTH; column++) {
                float drawn = (float) random.nextDouble(-1, 1);
                gradients[row][column] = drawn;
                input.rows().gradients()[row * layout.inputWidth() + layout.list(0) + column] = drawn;
            }
        }
        input.scatter(shard().all(), overlay);
        overlay.step(new UpdateRule.Sgd(), 1, 1, 1);
        EmbeddingTables stepped = tables();
        stepped.apply(overlay.touched());

        double[][] rows = rows(tables());
        double[][] after = rows(stepped);
        int moved = 0;
        for (int table = 0; table < rows.length; table++) {
            for (int at = 0; at < rows[table].length; at++) {
                double expected = difference(rows, table, at, query, gradients);
                assertThat(rows[table][at] - after[table][at])
                        .as("table %d at %d", table, at)
                        .isCloseTo(expected, within(2e-6));
                moved += Math.abs(expected) > 1e-3 ? 1 : 0;
            }
        }
        assertThat(moved).isGreaterThan(12);
    }

    private static double difference(double[][] rows, int table, int at, String query, double[][] gradients) {
        double old = rows[table][at];
        double step = 1e-5;
        rows[table][at] = old + step;
        double above = loss(rows, query, gradients);
        rows[table][at] = old - step;
        double below = loss(rows, query, gradients);
        rows[table][at] = old;
        return (above - below) / (2 * step);
    }

    /** The inner product of the gradients with the pooled columns. */
    private static double loss(double[][] rows, String query, double[][] gradients) {
        double loss = 0;
        for (int row = 0; row < ROWS; row++) {
            double[] pooled = pooled(rows, query, row);
            for (int column = 0; column < WIDTH; column++) {
                loss += gradients[row][column] * pooled[column];
            }
        }
        return loss;
    }

    /** The formula by itself, in double. */
    private static double[] pooled(double[][] rows, String query, int example) {
        Shard.Lists history = shard().lists()[0];
        int table = query.equals("item") ? 0 : query.equals("user") ? 1 : 4;
        int queried = query.isEmpty() ? 0 : shard().ids()[table][example];
        double[] pooled = new double[WIDTH];
        double sum = 0;
        for (int entry = history.offsets()[example]; entry < history.offsets()[example + 1]; entry++) {
            double score = 0;
            for (int i = 0; i < WIDTH; i++) {
                score += rows[table][queried * WIDTH + i] * rows[0][history.ids()[entry] * WIDTH + i];
            }
            double weight = Math.exp(score / Math.sqrt(WIDTH));
            sum += weight;
            for (int i = 0; i < WIDTH; i++) {
                pooled[i] += weight * rows[0][history.ids()[entry] * WIDTH + i];
            }
        }
        for (int i = 0; i < WIDTH && sum > 0; i++) {
            pooled[i] /= sum;
        }
        return pooled;
    }

    private static double[][] rows(EmbeddingTables tables) {
        double[][] rows = new double[tables.spec().tables().size()][];
        for (int table = 0; table < rows.length; table++) {
            float[] floats = AllRows.of(tables, table);
            rows[table] = new double[floats.length];
            Arrays.setAll(rows[table], i -> floats[i]);
        }
        return rows;
    }

    @Test
    void write_trainedQuery_isReadToTheBit(@TempDir Path folder) {
        ModelSpec spec = SmallRecommender.TRAINED_QUERY;
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(new UpdateRule.Sgd()));
        tables.put(2, 0, new float[] {1.5f, -2, 0.25f});
        ModelDirectory.write(
                folder.toString(),
                new Recommender(spec, MultiTaskNetwork.of(spec).parameters(), tables),
                "data");
        Recommender read = ModelDirectory.read(folder.toString()).model();

        assertThat(read.spec()).isEqualTo(spec);
        assertThat(read.tables().spec().tables().get(2)).isEqualTo(new EmbeddingSpec.Table("history query", 1));
        assertThat(AllRows.of(read.tables(), 2)).containsExactly(1.5f, -2, 0.25f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "histroy | '' | network.input.attention names feature \"histroy\", but the data has no list of that name."
                        + " Did you mean \"history\"?",
                "price | '' | network.input.attention names feature \"price\", but the data has no list of that name."
                        + " Known here: history, liked.",
                "liked | '' | List \"liked\" has weights, which attention would leave out. Remove"
                        + " network.input.attention.liked, or prepare the list without weights.",
                "history | usr | network.input.attention.history.query names feature \"usr\", but the data has no"
                        + " categorical feature of that name that is not a list. Did you mean \"user\"?",
                "history | history | network.input.attention.history.query names feature \"history\", but the data has no"
                        + " categorical feature of that name that is not a list. Known here: hour, item, user.",
                "history | hour | List \"history\" has embedding rows of 3 parameters and its query \"hour\" of 2, but"
                        + " attention multiplies them. Set the same size for both under network.embedding-sizes, or"
                        + " another query.",
            })
    void queries_whatTheDataDoesNotHave_areRefused(String list, String query, String message) {
        List<ListAttention> attention = List.of(new ListAttention(list, query));

        assertThatThrownBy(() -> ListAttention.queries(SCHEMA, SIZES, attention))
                .hasMessage(message);
    }
}
