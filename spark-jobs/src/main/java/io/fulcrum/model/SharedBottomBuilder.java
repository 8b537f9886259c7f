package io.fulcrum.model;

import java.util.List;
import java.util.stream.IntStream;

/** Builds the layers of a {@link SharedBottom}. */
record SharedBottomBuilder(SharedBottom architecture, LayerStack layers) {

    /** Returns the logits of all tasks. */
    List<Columns> build(int tasks) {
        Columns bottom = layers.shared("bottom", architecture.bottomLayers());
        return IntStream.range(0, tasks)
                .mapToObj(task -> layers.head(task, bottom, architecture.headLayers()))
                .toList();
    }
}
