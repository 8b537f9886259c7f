package io.fulcrum.model;

import io.fulcrum.model.embedding.EmbeddingOverlay;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.kernel.Prefetch;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Looks up the rows of 26 fields for 1024 examples, all batches of a round; a call is one batch. */
@State(Scope.Benchmark)
public class EmbeddingLookup {
    private static final int FIELDS = 26;
    private static final int IDS = 100_000;
    private static final int WIDTH = 16;
    private static final int BATCH = 1024;
    private static final int BATCHES = 50;

    private interface RowCopy {
        void copy(float[] from, int fromAt, float[] to, int toAt, int count);
    }

    /** Where the rows lie: in a worker's overlay, which copies each on first touch, or all in one dense table. */
    public enum Way {
        OVERLAY_COPY,
        OVERLAY_VECTORS,
        DENSE_COPY,
        DENSE_VECTORS,
        DENSE_ND4J
    }

    @Param
    public Way way;

    private final int[][][] ids = new int[BATCHES][FIELDS][BATCH];
    private Kernel kernel;
    private float readAhead; // read by nobody

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        for (int[][] batch : ids) {
            for (int[] field : batch) {
                Arrays.setAll(field, row -> random.nextInt(IDS));
            }
        }
        UpdateRule.Adam rule = new UpdateRule.Adam(0.9, 0.999, 1e-8);
        EmbeddingTables tables = EmbeddingTables.initial(new EmbeddingSpec(
                Collections.nCopies(FIELDS, new EmbeddingSpec.Table("field", IDS)), WIDTH, rule.stateWidth(WIDTH), 1));
        kernel = kernel(way, tables).like(kernel(Way.OVERLAY_COPY, tables));
    }

    @Benchmark
    @OperationsPerInvocation(BATCHES)
    public void run() {
        kernel.run().run();
    }

    private Kernel kernel(Way chosen, EmbeddingTables tables) {
        float[] input = new float[BATCH * FIELDS * WIDTH]; // [row][field][position]
        return switch (chosen) {
            case OVERLAY_COPY -> overlay(tables, input, System::arraycopy);
            case OVERLAY_VECTORS -> overlay(tables, input, VectorLoops::copy);
            case DENSE_COPY -> dense(table(tables), input, System::arraycopy);
            case DENSE_VECTORS -> dense(table(tables), input, VectorLoops::copy);
            case DENSE_ND4J -> nd4j(Nd4j.create(table(tables), new long[] {(long) FIELDS * IDS, WIDTH}, 'c'));
        };
    }

    private Kernel overlay(EmbeddingTables tables, float[] input, RowCopy copy) {
        EmbeddingOverlay overlay = new EmbeddingOverlay(tables);
        int[] slots = new int[BATCH];
        int stride = tables.spec().stride(0);
        return new Kernel(
                () -> {
                    overlay.restart(tables);
                    for (int[][] batch : ids) {
                        for (int field = 0; field < FIELDS; field++) {
                            overlay.slots(field, batch[field], BATCH, slots);
                            float[] records = overlay.parameters(field).values();
                            for (int row = 0; row < BATCH; row++) {
                                copy.copy(records, slots[row] * stride, input, (row * FIELDS + field) * WIDTH, WIDTH);
                            }
                        }
                    }
                },
                () -> input);
    }

    private Kernel dense(float[] table, float[] input, RowCopy copy) {
        int[][] rows = denseRows();
        return new Kernel(
                () -> {
                    for (int[] batch : rows) {
                        float read = 0;
                        for (int row : batch) {
                            read += Prefetch.record(table, row * WIDTH, WIDTH);
                        }
                        readAhead = read;
                        for (int i = 0; i < batch.length; i++) {
                            copy.copy(table, batch[i] * WIDTH, input, i * WIDTH, WIDTH);
                        }
                    }
                },
                () -> input);
    }

    private Kernel nd4j(INDArray table) {
        int[][] rows = denseRows();
        INDArray input = Nd4j.create(new long[] {(long) BATCH * FIELDS, WIDTH}, 'c');
        return new Kernel(
                () -> {
                    for (int[] batch : rows) {
                        Nd4j.pullRows(table, input, 1, batch);
                    }
                },
                () -> input.data().asFloat());
    }

    /** Returns [batch][place in the input] the row of a table that holds all fields, one after the other. */
    private int[][] denseRows() {
        int[][] rows = new int[BATCHES][BATCH * FIELDS];
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int place = 0; place < BATCH * FIELDS; place++) {
                int field = place % FIELDS;
                rows[batch][place] = field * IDS + ids[batch][field][place / FIELDS];
            }
        }
        return rows;
    }

    private static float[] table(EmbeddingTables tables) {
        float[] table = new float[FIELDS * IDS * WIDTH];
        for (int row = 0; row < FIELDS * IDS; row++) {
            tables.copyTo(row / IDS, row % IDS, table, row * WIDTH);
        }
        return table;
    }
}
