package io.fulcrum.model.serving;

import io.fulcrum.model.graph.Selector;
import io.fulcrum.model.kernel.Transcendentals;
import io.fulcrum.model.layer.SelectorColumns;

/** Shares of experts by a {@link Selector} in a served network, with the sums of {@link SelectorColumns}. */
final class ServedSelector implements ServedLayer {
    private final Place below;
    private final Selector selector;
    private final int output;

    ServedSelector(Place below, Selector selector, int output) {
        this.below = below;
        this.selector = selector;
        this.output = output;
    }

    @Override
    public int output() {
        return output;
    }

    @Override
    public int scratch() {
        return 0;
    }

    @Override
    public int doubles() {
        return selector.width();
    }

    @Override
    public void one(Room room) {
        double[] row = room.doubles();
        for (int i = 0; i < selector.width(); i++) {
            row[i] = below.value(room.vectors(), i);
        }
        selector.decide(row, Transcendentals.STRICT);
        for (int expert = 0; expert < selector.experts(); expert++) {
            room.vectors()[output][expert] = (float) selector.share(row, expert);
        }
    }

    @Override
    public void some(Room room, int rows) {
        double[] row = room.doubles();
        for (int at = 0; at < rows; at++) {
            for (int i = 0; i < selector.width(); i++) {
                row[i] = below.line(room.lines(), i)[at];
            }
            selector.decide(row, Transcendentals.STRICT);
            for (int expert = 0; expert < selector.experts(); expert++) {
                room.lines()[output][expert][at] = (float) selector.share(row, expert);
            }
        }
    }
}
