package io.fulcrum.model.serving;

import io.fulcrum.contract.TaskType;
import io.fulcrum.model.LogOdds;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.ScoredNetwork;
import io.fulcrum.model.graph.NetworkGraph;
import java.util.List;
import java.util.OptionalInt;

/**
 * A model packed for serving: immutable, shared by all threads, pure Java. Its predictions are equal to the bit with
 * those that {@code fulcrum score} writes. Each thread computes in a {@link ServingRoom} of its own.
 */
public final class ServedModel {
    private final ModelSpec spec;
    private final ServedLayers layers;
    private final int[] logits; // [task] output
    private final int[] columns; // [task] of the output

    /** Packs a model. */
    public ServedModel(Recommender model) {
        spec = model.spec();
        ScoredNetwork scored = ScoredNetwork.of(model);
        NetworkGraph graph = scored.graph();
        layers = new ServedLayers(new Recommender(spec, scored.parameters(), model.tables()), graph);
        logits = new int[graph.logits().size()];
        columns = new int[logits.length];
        for (int task = 0; task < logits.length; task++) {
            Place place = layers.place(graph.logits().get(task));
            logits[task] = place.output();
            columns[task] = place.column();
        }
    }

    public ModelSpec spec() {
        return spec;
    }

    ServedFirst first() {
        return layers.first();
    }

    /** Returns the output that holds the input's written columns, where layers above the first read them. */
    OptionalInt input() {
        return layers.input();
    }

    List<ServedLayer> layers() {
        return layers.layers();
    }

    /** Returns [output] the columns that layers put out. */
    int[] widths() {
        return layers.widths();
    }

    /** Returns the output that a task's logit is a column of. */
    int logit(int task) {
        return logits[task];
    }

    /** Returns the column that is a task's logit. */
    int column(int task) {
        return columns[task];
    }

    /** Returns what is written for a task's output: a probability, or a value in the label's unit. */
    double prediction(int task, float output) {
        return spec.tasks().task(task).type() == TaskType.BINARY
                ? LogOdds.probability(LogOdds.score(output))
                : spec.scales().get(task).unscaled(output);
    }
}
