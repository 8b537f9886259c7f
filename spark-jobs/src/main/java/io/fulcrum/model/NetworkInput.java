package io.fulcrum.model;

import io.fulcrum.contract.Pooling;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingOverlay;
import io.fulcrum.model.embedding.FieldRows;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.embedding.NetworkRows.Stretch;
import io.fulcrum.model.graph.ColumnOperation.Range;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.layer.FirstLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A batch as a network in training reads it, its buffers kept from batch to batch. Lists are pooled as fields say.
 *
 * <p>A field whose task has touched few rows of its table, against the rows of the batch, is handed over by these rows,
 * see {@link FirstLayer}; the others are written out row by row.
 */
final class NetworkInput {
    /**
     * Rows of a batch for each embedding row, from which on a field is handed over by embedding rows. With fewer the
     * products of embedding rows and weights cost what the additions save.
     */
    private static final int LEAST_REPEATS = 4;

    private final InputLayout layout;
    private final FieldRows[] fields; // [field]
    private final boolean[] written; // [field] whether it is never handed over by embedding rows
    private final AttendedList[] attended; // [list] used for those that are pooled by attention
    private final boolean[] apart; // [field] whether the batch has it by embedding rows
    private float[] values = new float[0]; // [row][input]
    private float[] gradients = new float[0]; // [row][input]
    private int[] slots = new int[0]; // of plain fields [row], then list entries in the order that they were read
    private float[] factors = new float[0]; // [slot] what rows of weighted lists are multiplied by
    private int slotCount;
    private int[] wanted = new int[0]; // [row] ids of the field at hand
    private int[] found = new int[0]; // [row] their slots

    @SuppressWarnings("NullAway.Init") // set before it is read
    private NetworkRows rows;

    /** An input for a network whose first layer alone reads it. */
    NetworkInput(InputLayout layout) {
        this(layout, List.of());
    }

    /**
     * An input for a network.
     *
     * @param read columns that are always written out row by row
     */
    NetworkInput(InputLayout layout, List<Range> read) {
        this.layout = layout;
        written = layout.fieldsIn(read);
        fields = new FieldRows[layout.fieldTables().length];
        apart = new boolean[fields.length];
        attended = new AttendedList[layout.listTables().length];
        Arrays.setAll(attended, list -> new AttendedList(layout, list));
        Arrays.setAll(fields, field -> new FieldRows(layout.field(field), layout.fieldWidth(field)));
    }

    /** Returns the last batch filled in from an overlay. */
    NetworkRows rows() {
        return rows;
    }

    /** Fills from a task's own rows and remembers their slots for {@link #scatter}. */
    void fill(Batch batch, EmbeddingOverlay overlay) {
        start(batch);
        boolean isSame = rows != null && rows.values() == values && rows.rows() == batch.size();
        for (int field = 0; field < fields.length; field++) {
            boolean isApart = fillField(batch, field, overlay);
            isSame &= apart[field] == isApart;
            apart[field] = isApart;
        }
        fillLists(batch, overlay);
        rows = isSame ? rows : new NetworkRows(values, gradients, batch.size(), plain(), fieldsApart());
    }

    /** Hands the input's gradient on to the rows that the last {@link #fill(Batch, EmbeddingOverlay)} read. */
    void scatter(Batch batch, EmbeddingOverlay overlay) {
        int next = 0;
        int stride = layout.inputWidth();
        for (int field = 0; field < fields.length; field++) {
            int table = layout.fieldTables()[field];
            if (apart[field]) {
                scatter(fields[field], table, overlay);
            } else {
                for (int i = 0, at = layout.field(field); i < batch.size(); i++, at += stride) {
                    overlay.addGradient(table, slots[next++], gradients, at, 1f);
                }
            }
        }
        for (int list = 0; list < layout.listTables().length; list++) {
            if (layout.listQueries()[list].exists()) {
                attended[list].scatter(batch, overlay, gradients);
            } else {
                next = batch.shard().lists()[list].isWeighted()
                        ? scatterWeighted(batch, list, overlay, next)
                        : scatterList(batch, list, overlay, next);
            }
        }
    }

    /** Hands on the gradient of a list, whose slots begin at {@code first}, and returns where they end. */
    private int scatterList(Batch batch, int list, EmbeddingOverlay overlay, int first) {
        int next = first;
        int stride = layout.inputWidth();
        int[] offsets = batch.shard().lists()[list].offsets();
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += stride) {
            int length = offsets[batch.row(i) + 1] - offsets[batch.row(i)];
            for (int entry = 0; entry < length; entry++) {
                overlay.addGradient(
                        layout.listTables()[list],
                        slots[next++],
                        gradients,
                        at,
                        layout.listPooling()[list].scale(length));
            }
        }
        return next;
    }

    /** As {@link #scatterList}; an entry of weight 0 does not touch its row. */
    private int scatterWeighted(Batch batch, int list, EmbeddingOverlay overlay, int first) {
        int next = first;
        int stride = layout.inputWidth();
        int[] offsets = batch.shard().lists()[list].offsets();
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += stride) {
            int end = next + offsets[batch.row(i) + 1] - offsets[batch.row(i)];
            for (; next < end; next++) {
                if (factors[next] != 0) {
                    overlay.addGradient(layout.listTables()[list], slots[next], gradients, at, factors[next]);
                }
            }
        }
        return next;
    }

    private void start(Batch batch) {
        int size = batch.size() * layout.inputWidth();
        int room = Matrix.room(batch.size(), layout.inputWidth());
        if (values.length < room) {
            values = new float[room];
            gradients = new float[room];
        }
        if (found.length < batch.size()) {
            found = new int[batch.size()];
            wanted = new int[batch.size()];
        }
        if (layout.listTables().length > 0) {
            Arrays.fill(values, 0, size, 0);
        }
        slotCount = 0;
        fillNumbers(batch);
    }

    /** Four columns at a time, so that a line of the input is in the cache for several of them. */
    private void fillNumbers(Batch batch) {
        float[][] numbers = batch.shard().numbers();
        int number = 0;
        for (; number + 4 <= numbers.length; number += 4) {
            float[] a = numbers[number];
            float[] b = numbers[number + 1];
            float[] c = numbers[number + 2];
            float[] d = numbers[number + 3];
            for (int i = 0, at = layout.firstNumber() + number; i < batch.size(); i++, at += layout.inputWidth()) {
                int row = batch.row(i);
                values[at] = a[row];
                values[at + 1] = b[row];
                values[at + 2] = c[row];
                values[at + 3] = d[row];
            }
        }
        for (; number < numbers.length; number++) {
            for (int i = 0, at = layout.firstNumber() + number; i < batch.size(); i++, at += layout.inputWidth()) {
                values[at] = numbers[number][batch.row(i)];
            }
        }
    }

    /** Returns whether the field is handed over by embedding rows. */
    private boolean fillField(Batch batch, int field, EmbeddingOverlay overlay) {
        int table = layout.fieldTables()[field];
        int[] ids = batch.shard().ids()[field];
        for (int i = 0; i < batch.size(); i++) {
            wanted[i] = ids[batch.row(i)];
        }
        overlay.slots(table, wanted, batch.size(), found);
        if (!written[field] && overlay.size(table) * LEAST_REPEATS <= batch.size()) {
            fields[field].start(overlay.parameters(table), found, batch.size());
            return true;
        }
        int first = remember(batch.size());
        System.arraycopy(found, 0, slots, first, batch.size());
        int stride = layout.inputWidth();
        for (int i = 0, at = layout.field(field); i < batch.size(); i++, at += stride) {
            overlay.copyTo(table, found[i], values, at);
        }
        return false;
    }

    private void fillLists(Batch batch, EmbeddingOverlay overlay) {
        for (int list = 0; list < layout.listTables().length; list++) {
            if (layout.listQueries()[list].exists()) {
                attended[list].fill(batch, overlay, values);
            } else if (batch.shard().lists()[list].isWeighted()) {
                fillWeighted(batch, list, overlay);
            } else {
                fillList(batch, list, overlay);
            }
        }
    }

    private void fillList(Batch batch, int list, EmbeddingOverlay overlay) {
        int stride = layout.inputWidth();
        int table = layout.listTables()[list];
        Shard.Lists ids = batch.shard().lists()[list];
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += stride) {
            int from = ids.offsets()[batch.row(i)];
            int to = ids.offsets()[batch.row(i) + 1];
            int next = remember(to - from);
            for (int entry = from; entry < to; entry++) {
                slots[next] = overlay.slot(table, ids.ids()[entry]);
                overlay.addTo(table, slots[next++], values, at, layout.listPooling()[list].scale(to - from));
            }
        }
    }

    private void fillWeighted(Batch batch, int list, EmbeddingOverlay overlay) {
        int stride = layout.inputWidth();
        int table = layout.listTables()[list];
        Shard.Lists ids = batch.shard().lists()[list];
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += stride) {
            int from = ids.offsets()[batch.row(i)];
            int to = ids.offsets()[batch.row(i) + 1];
            double divisor = layout.listPooling()[list].divisor(ids.weights(), from, to);
            int next = remember(to - from);
            factors = factors.length < slots.length ? Arrays.copyOf(factors, slots.length) : factors;
            for (int entry = from; entry < to; entry++, next++) {
                slots[next] = overlay.slot(table, ids.ids()[entry]);
                factors[next] = Pooling.factor(ids.weights()[entry], divisor);
                overlay.addTo(table, slots[next], values, at, factors[next]);
            }
        }
    }

    private void scatter(FieldRows field, int table, EmbeddingOverlay overlay) {
        Matrix from = field.gradients();
        for (int slot = 0; slot < field.count(); slot++) {
            if (field.has(slot)) {
                overlay.addGradient(table, slot, from.values(), slot * from.stride(), 1f);
            }
        }
    }

    /** Returns the columns that are written out row by row, joined where they are neighbours. */
    private List<Stretch> plain() {
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        for (int field = 0; field < apart.length; field++) {
            if (apart[field]) {
                add(stretches, from, fields[field].column(), true);
                from = fields[field].column() + fields[field].width();
            }
        }
        add(stretches, from, layout.firstNumber(), true);
        add(stretches, layout.firstNumber(), layout.inputWidth(), false);
        return stretches;
    }

    private static void add(List<Stretch> stretches, int from, int to, boolean trained) {
        if (to > from) {
            stretches.add(new Stretch(from, to - from, trained));
        }
    }

    private List<FieldRows> fieldsApart() {
        List<FieldRows> chosen = new ArrayList<>();
        for (int field = 0; field < apart.length; field++) {
            if (apart[field]) {
                chosen.add(fields[field]);
            }
        }
        return chosen;
    }

    /** Makes room for more slots and returns where the first of them goes. */
    private int remember(int count) {
        int first = slotCount;
        slotCount += count;
        if (slots.length < slotCount) {
            slots = Arrays.copyOf(slots, Math.max(1024, 2 * slotCount));
        }
        return first;
    }
}
