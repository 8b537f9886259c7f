package io.fulcrum.model;

import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingOverlay;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.ListQuery;

/** A list field of a network in training whose embedding rows are pooled by attention. */
final class AttendedList {
    private final InputLayout layout;
    private final int list;
    private final AttentionPooling pooling = new AttentionPooling();
    private int[] slots = new int[0]; // [entry] of the example at hand
    private int querySlot;

    /** A list field of a layout. */
    AttendedList(InputLayout layout, int list) {
        this.layout = layout;
        this.list = list;
    }

    /** Adds the pooled rows of a batch to {@code values}, [row][input]. */
    void fill(Batch batch, EmbeddingOverlay overlay, float[] values) {
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += layout.inputWidth()) {
            if (load(batch, batch.row(i), overlay) > 0) {
                pooling.addTo(values, at);
            }
        }
    }

    /** Hands the gradient of the pooled rows, [row][input], on to the rows of lists and queries. */
    void scatter(Batch batch, EmbeddingOverlay overlay, float[] gradients) {
        int table = layout.listTables()[list];
        int queryTable = layout.listQueries()[list].table();
        int width = layout.listWidth(list);
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += layout.inputWidth()) {
            int entries = load(batch, batch.row(i), overlay);
            if (entries > 0) {
                pooling.differentiate(gradients, at);
            }
            for (int entry = 0; entry < entries; entry++) {
                float ofScore = pooling.scoreGradient(entry);
                overlay.addGradient(table, slots[entry], gradients, at, pooling.weight(entry));
                overlay.addGradient(table, slots[entry], pooling.query(), 0, ofScore);
                overlay.addGradient(queryTable, querySlot, pooling.rows(), entry * width, ofScore);
            }
        }
    }

    /** Reads the rows of an example and weighs them; returns how many there are. */
    private int load(Batch batch, int example, EmbeddingOverlay overlay) {
        Shard.Lists lists = batch.shard().lists()[list];
        int from = lists.offsets()[example];
        int entries = lists.offsets()[example + 1] - from;
        if (entries == 0) {
            return 0;
        }
        int width = layout.listWidth(list);
        pooling.start(entries, width);
        slots = slots.length < entries ? new int[2 * entries] : slots;
        ListQuery query = layout.listQueries()[list];
        querySlot = overlay.slot(query.table(), query.row(batch.shard().ids(), example));
        overlay.copyTo(query.table(), querySlot, pooling.query(), 0);
        for (int entry = 0; entry < entries; entry++) {
            slots[entry] = overlay.slot(layout.listTables()[list], lists.ids()[from + entry]);
            overlay.copyTo(layout.listTables()[list], slots[entry], pooling.rows(), entry * width);
        }
        pooling.weigh();
        return entries;
    }
}
