package io.fulcrum.bench;

import static io.fulcrum.model.architecture.ArchitectureType.SLUICE;
import static io.fulcrum.model.architecture.ArchitectureType.SOFT_SHARING;

import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.data.StepAddress;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.ScoringSession;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.RowRecords;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Writes what each architecture computes on seeded rows with seeded parameters, for an independent implementation to
 * compute too ({@code deploy/bench/check_values.py}): a directory of its name with the workload and
 *
 * <ul>
 *   <li>{@code parameters.f32} and {@code rows.f32}, all embedding rows table after table;
 *   <li>{@code logits.f64}, [task][row];
 *   <li>for each i of the task weights, {@code gradients-i.f64} and {@code row-gradients-i.f64} in the same orders;
 *   <li>{@code values.json}: the names of the parameters, the task weights, the round of the step and the address of
 *       its random numbers, and the mean losses.
 * </ul>
 */
final class ArchitectureValues {
    private static final int ROWS = 64;
    private static final int TASKS = 3;
    private static final int ROUND = 3; // in which schedules are on their way
    private static final List<Integer> FIELDS = List.of(5, 900, 30);
    private static final GeneratedRows GENERATED =
            new GeneratedRows(new GeneratedRows.Columns(FIELDS, 4, 3), GeneratedRows.Draw.ZIPF);
    private static final double[][] TASK_WEIGHTS = {{1, 1, 1}, {0.25, 2, 0.5}};

    /**
     * A step of this rate leaves hardly anything of the parameters, so that what it took off is the gradient to float
     * accuracy; as a power of two it adds no rounding.
     */
    private static final double RATE = 1 << 20;

    private static final OptimizerSettings SGD =
            new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(RATE), 0, Double.POSITIVE_INFINITY);

    private final Workload workload;
    private final ModelSpec spec;
    private final EmbeddingTables tables;
    private final RecommenderModel model;
    private final float[] parameters;
    private final Batch batch;

    /** What the arrays mean. */
    private record Values(List<Slice> layout, double[][] taskWeights, StepAddress address, double[] losses) {}

    ArchitectureValues(Architecture architecture) {
        this(workload(architecture));
    }

    private ArchitectureValues(Workload workload) {
        this(workload, workload.shape().spec());
    }

    private ArchitectureValues(Workload workload, ModelSpec spec) {
        this.workload = workload;
        this.spec = spec;
        tables = EmbeddingTables.initial(spec.embeddings(SGD.rule()));
        model = new RecommenderModel(spec, SGD);
        model.embeddings(tables);
        Batch first = workload.batches().get(0);
        batch = new Batch(first.shard(), first.order(), first.from(), first.to(), new StepAddress(ROUND, 5));
        parameters = model.parameters();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < parameters.length; i++) { // so that no bias is 0 and no task's combination is another's
            parameters[i] += (float) random.nextDouble(-0.2, 0.2);
        }
    }

    /** Writes the results of a network with lists pooled by attention, with {@code lists.json}. */
    private static void writeAttended(Path directory) throws IOException {
        AttendedWorkload attended = new AttendedWorkload(workload(small(ArchitectureType.SHARED_BOTTOM)));
        ArchitectureValues values = new ArchitectureValues(attended.workload(), attended.spec());
        AttendedWorkload.draw(values.tables);
        values.write(directory);
        attended.write(directory, values.batch);
    }

    /** Returns the architecture in small sizes that differ from each other, with further settings. */
    static Architecture small(ArchitectureType type, String... further) {
        List<String> settings = new ArrayList<>(
                List.of("experts=5", "expert-layers=[12,8]", "bottom-layers=[14,10]", "head-layers=[6]"));
        settings.addAll(List.of(further));
        return NetworkScale.read(type, settings.toArray(String[]::new));
    }

    /** Returns an example of each architecture by its name, and of options that change what one computes. */
    static Map<String, Architecture> examples() {
        Map<String, Architecture> examples = new TreeMap<>();
        for (ArchitectureType type : ArchitectureType.values()) {
            examples.put(type.key(), small(type));
        }
        examples.put("soft-sharing, trace norm", small(SOFT_SHARING, "soft-sharing.penalty=trace-norm"));
        examples.put("sluice, orthogonal halves", small(SLUICE, "sluice.orthogonality=0.01"));
        examples.put("home, groups", small(ArchitectureType.HOME, "home.groups=[0,0,1]", "home.task-experts=1"));
        return examples;
    }

    private static Workload workload(Architecture architecture) {
        Shard two = GENERATED.shard(1, ROWS);
        float[][] labels = Arrays.copyOf(two.labels(), TASKS);
        labels[2] = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[2][row] = row % 3 == 0 ? 1 : 0;
        }
        Shard shard = new Shard(
                two.ids(),
                two.lists(),
                two.numbers(),
                labels,
                two.weights(),
                two.groups(),
                ROWS,
                LabelScale.identities(TASKS));
        GeneratedRows.Columns columns = GENERATED.columns();
        WorkloadShape shape = new WorkloadShape(
                ROWS, ROWS, columns.fields(), columns.embeddingSize(), columns.numbers(), TASKS, architecture);
        return new Workload(
                shape, shard, Workload.of(architecture, columns, two, ROWS).order());
    }

    private void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        workload.write(directory);
        float[] rows = rows(RowRecords.none());
        write(directory.resolve("parameters.f32"), parameters);
        write(directory.resolve("rows.f32"), rows);
        write(directory.resolve("logits.f64"), logits());
        double[] losses = new double[TASKS];
        for (int i = 0; i < TASK_WEIGHTS.length; i++) {
            model.load(parameters, new float[0], 0);
            TaskSums sums = model.step(batch, TASK_WEIGHTS[i]);
            Arrays.setAll(losses, task -> sums.lossSums()[task] / sums.labelled()[task]);
            write(directory.resolve("gradients-" + i + ".f64"), gradients(parameters, model.parameters()));
            write(directory.resolve("row-gradients-" + i + ".f64"), gradients(rows, rows(model.touchedRows())));
        }
        Values values = new Values(model.layout().slices(), TASK_WEIGHTS, batch.address(), losses);
        Files.writeString(directory.resolve("values.json"), Json.pretty(values));
    }

    private double[] logits() {
        return new ScoringSession(new Recommender(spec, parameters, tables.withoutState())).score(batch);
    }

    /** Returns [table row][parameter] all embedding rows, table after table, as they are after a change. */
    private float[] rows(RowRecords changed) {
        int width = spec.network().embeddingSize();
        List<EmbeddingSpec.Table> all = tables.spec().tables();
        float[] rows =
                new float[all.stream().mapToInt(EmbeddingSpec.Table::rows).sum() * width];
        int first = 0;
        for (int table = 0; table < all.size(); table++) {
            for (int row = 0; row < all.get(table).rows(); row++) {
                tables.copyTo(table, row, rows, (first + row) * width);
            }
            for (int i = 0; i < (changed.tables() == 0 ? 0 : changed.rows(table).length); i++) {
                int at = (first + changed.rows(table)[i]) * width;
                System.arraycopy(changed.records(table), i * width, rows, at, width);
            }
            first += all.get(table).rows();
        }
        return rows;
    }

    private static double[] gradients(float[] before, float[] after) {
        double[] gradients = new double[before.length];
        Arrays.setAll(gradients, i -> ((double) before[i] - after[i]) / RATE);
        return gradients;
    }

    private static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    private static void write(Path file, double[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        Files.write(file, bytes.array());
    }

    public static void main(String[] arguments) throws IOException {
        for (Map.Entry<String, Architecture> example : examples().entrySet()) {
            new ArchitectureValues(example.getValue()).write(Path.of(arguments[0], example.getKey()));
        }
        writeAttended(Path.of(arguments[0], "shared-bottom, lists pooled by attention"));
    }
}
