package io.fulcrum.model;

import io.fulcrum.model.LayerStack.Activation;
import io.fulcrum.model.LayerStack.Part;
import io.fulcrum.model.ParameterLayout.Head;
import io.fulcrum.model.ParameterLayout.Shared;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the layers of an {@link Mmoe}.
 *
 * <p>The first layers of all experts and the gates of all tasks read the same input, so they are one wide layer; the
 * further layers of the experts are blocks. A gate reads the raw input and belongs to the head of its task. Deviation
 * from the paper: gates have a bias, which lets a gate prefer an expert whatever the input.
 */
record MmoeBuilder(Mmoe architecture, LayerStack layers) {

    /** Returns the logits of all tasks. */
    List<Columns> build(int tasks) {
        List<Columns> first = layers.first(firstParts(tasks));
        Columns experts = first.get(0);
        List<Integer> widths = architecture.expertLayers();
        for (int i = 1; i < widths.size(); i++) {
            experts = layers.blocks("experts" + i, experts, architecture.experts(), widths.get(i));
        }
        experts = layers.byColumns(experts);
        List<Columns> logits = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            Columns mixed = layers.mixture(task, first.get(1 + task), experts);
            logits.add(layers.head(task, mixed, architecture.headLayers()));
        }
        return logits;
    }

    private List<Part> firstParts(int tasks) {
        int experts = architecture.experts();
        List<Part> parts = new ArrayList<>();
        int width = experts * architecture.expertLayers().get(0);
        parts.add(new Part("experts0", width, new Shared(), Activation.RECTIFIED));
        for (int task = 0; task < tasks; task++) {
            parts.add(new Part("gate" + task, experts, new Head(task), Activation.LINEAR));
        }
        return parts;
    }
}
