package io.fulcrum.model;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.KeptFields;
import io.fulcrum.model.kernel.FixedOrderProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Scores 6240 examples of two tasks, from ids and numbers to log-odds; a call is all of them. */
@State(Scope.Benchmark)
public class ScoringPass {
    private static final int EXAMPLES = 8 * FixedOrderProduct.ROWS;

    /** The networks of {@code fulcrum bench step}. */
    public enum Net {
        /** 32 fields of 2 to 48 ids, embeddings of 8, and 7 numbers, as census rows; 8 experts 64-32, heads 32-16. */
        CENSUS_MMOE(new Mmoe(8, List.of(64, 32), List.of(32, 16)), 32, 7),
        /** The same rows; one shared stack 64-32, heads 32-16. */
        CENSUS_SHARED_BOTTOM(new SharedBottom(List.of(64, 32), List.of(32, 16)), 32, 7),
        /** 416 numbers; 4 experts 256-128, heads 64. */
        WIDE_MMOE(new Mmoe(4, List.of(256, 128), List.of(64)), 0, 416);

        private final Architecture architecture;
        private final List<FeatureColumn> columns = new ArrayList<>();

        Net(Architecture architecture, int fields, int numbers) {
            this.architecture = architecture;
            for (int field = 0; field < fields; field++) {
                columns.add(FeatureColumn.categorical("field" + field, 2 + field * 46 / 31));
            }
            for (int number = 0; number < numbers; number++) {
                columns.add(FeatureColumn.numeric("number" + number));
            }
        }
    }

    /** As scoring does it, or with training's kernels. */
    public enum Way {
        FIXED_ORDER,
        BLAS
    }

    @Param
    public Net net;

    @Param
    public Way way;

    private Kernel kernel;

    @Setup
    public void prepare() {
        kernel = kernel(net, way).like(kernel(net, Way.FIXED_ORDER));
    }

    @Benchmark
    public void run() {
        kernel.run().run();
    }

    static Kernel kernel(Net net, Way way) {
        InputLayout layout = InputLayout.of(new FeatureSchema(net.columns), EmbeddingSizes.of(8));
        EmbeddingTables tables =
                EmbeddingTables.initial(new EmbeddingSpec(InputLayout.tables(new FeatureSchema(net.columns)), 8, 0, 1));
        MultiTaskNetwork trained = MultiTaskNetwork.build(net.architecture, layout.inputWidth(), 2, 1);
        Batch batch = shard(net).all();
        if (way == Way.BLAS) {
            ScoringInput input = new ScoringInput(layout, tables, new boolean[layout.fieldTables().length]);
            return kernel(trained, input, batch, 4 * FixedOrderProduct.ROWS);
        }
        MultiTaskNetwork fixed =
                MultiTaskNetwork.forScoring(net.architecture, layout.inputWidth(), 2, trained.parameters());
        boolean[] keeps = KeptFields.of(layout, tables.spec(), fixed.written(), fixed.firstWidth());
        ScoringInput input = new ScoringInput(layout, tables, keeps);
        return kernel(fixed, input, batch, FixedOrderProduct.ROWS);
    }

    /** Scores the batch by parts of some rows. */
    private static Kernel kernel(MultiTaskNetwork network, ScoringInput input, Batch batch, int rows) {
        float[] logits = new float[2 * EXAMPLES]; // [part][task][row]
        float[] part = new float[2 * rows];
        return new Kernel(
                () -> {
                    for (int from = 0; from < EXAMPLES; from += rows) {
                        Batch next = new Batch(batch.shard(), batch.order(), from, from + rows);
                        network.forward(input.read(next), part);
                        System.arraycopy(part, 0, logits, from, rows);
                        System.arraycopy(part, rows, logits, EXAMPLES + from, rows);
                    }
                },
                () -> logits);
    }

    private static Shard shard(Net net) {
        SplittableRandom random = new SplittableRandom(5);
        FeatureSchema schema = new FeatureSchema(net.columns);
        int[][] ids = schema.categorical().stream()
                .map(column -> random.ints(EXAMPLES, 0, column.rows()).toArray())
                .toArray(int[][]::new);
        float[][] numbers = new float[schema.numeric().size()][];
        for (int number = 0; number < numbers.length; number++) {
            numbers[number] = Samples.random(EXAMPLES, number);
        }
        return new Shard(
                ids,
                new Shard.Lists[0],
                numbers,
                new float[2][EXAMPLES],
                Shard.UNWEIGHTED,
                new long[0],
                EXAMPLES,
                LabelScale.identities(2));
    }
}
