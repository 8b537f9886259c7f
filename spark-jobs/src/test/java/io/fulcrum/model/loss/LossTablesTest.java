package io.fulcrum.model.loss;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.contract.LossSettings;
import io.fulcrum.contract.LossSettings.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Writes losses and gradients of seeded rows, which {@code deploy/tests/test_losses.py} computes on its own. */
class LossTablesTest {
    private static final int ROWS = 60;
    private static final List<LossSettings> SETTINGS = List.of(
            new LossSettings(Kind.CROSS_ENTROPY, 1, 2, 0),
            new LossSettings(Kind.CROSS_ENTROPY, 1, 2, 0.1),
            new LossSettings(Kind.FOCAL, 1, 0, 0),
            new LossSettings(Kind.FOCAL, 1, 0.5, 0),
            new LossSettings(Kind.FOCAL, 1, 2, 0.2),
            new LossSettings(Kind.FOCAL, 1, 5, 0),
            new LossSettings(Kind.SQUARED_ERROR, 1, 2, 0),
            new LossSettings(Kind.HUBER, 0.5, 2, 0),
            new LossSettings(Kind.HUBER, 3, 2, 0));

    private static ObjectNode table(LossSettings settings, double range, float[] weights) {
        SplittableRandom random = new SplittableRandom(31);
        float[] logits = new float[ROWS];
        float[] labels = new float[ROWS];
        boolean binary = settings.kind() == Kind.CROSS_ENTROPY || settings.kind() == Kind.FOCAL;
        for (int i = 0; i < ROWS; i++) {
            logits[i] = (float) random.nextDouble(-range, range);
            labels[i] = binary ? random.nextInt(2) : (float) random.nextGaussian();
        }
        float[] gradients = new float[ROWS];
        TaskLoss loss = TaskLoss.of(settings);
        LossSum sum = weights.length == 0
                ? loss.meanGradients(logits, labels, 0, ROWS, gradients)
                : loss.meanGradients(new WeightedRows(logits, labels, weights, 0, ROWS), gradients);
        ObjectNode table = JsonNodeFactory.instance
                .objectNode()
                .put("kind", settings.kind().name().toLowerCase(Locale.ROOT))
                .put("delta", settings.delta())
                .put("gamma", settings.gamma())
                .put("smoothing", settings.smoothing())
                .put("loss", sum.sum() / sum.weight());
        set(table, "logits", logits);
        set(table, "labels", labels);
        set(table, "weights", weights);
        set(table, "gradients", gradients);
        return table;
    }

    private static void set(ObjectNode table, String name, float[] values) {
        ArrayNode array = table.putArray(name);
        for (float value : values) {
            array.add((double) value);
        }
    }

    private static float[] weights() {
        SplittableRandom random = new SplittableRandom(32);
        float[] weights = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            weights[i] = (float) Math.max(0, random.nextDouble(-1, 4));
        }
        return weights;
    }

    @Test
    void tables_measured_areWrittenForTheIndependentCheck() throws IOException {
        ArrayNode tables = JsonNodeFactory.instance.arrayNode();
        for (LossSettings settings : SETTINGS) {
            for (double range : new double[] {4, 60}) {
                tables.add(table(settings, range, new float[0]));
                tables.add(table(settings, range, weights()));
            }
        }
        assertThat(weights()).contains(0f);
        assertThat(tables)
                .hasSize(36)
                .allMatch(table -> Double.isFinite(table.get("loss").doubleValue()));
        Files.writeString(Path.of("target", "loss-tables.json"), tables.toString());
    }
}
