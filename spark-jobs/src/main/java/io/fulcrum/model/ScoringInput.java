package io.fulcrum.model;

import io.fulcrum.contract.Pooling;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.embedding.FieldRows;
import io.fulcrum.model.embedding.NetworkRows;
import io.fulcrum.model.embedding.NetworkRows.Stretch;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.KeptFields;
import io.fulcrum.model.graph.ListQuery;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.layer.FirstLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A batch as a network that only scores reads it, from tables that do not change.
 *
 * <p>Fields of small tables are handed over by embedding rows, whose products with the first layer's weights are then
 * computed once for all batches, see {@link FirstLayer} and {@link KeptFields}; the others are written out row by row.
 */
final class ScoringInput {
    private final InputLayout layout;
    private final EmbeddingTables tables;
    private final FieldRows[] kept; // [field] null where the field is written out row by row
    private final List<FieldRows> fields;
    private final List<Stretch> plain;
    private final AttentionPooling attention = new AttentionPooling();
    private float[] values = new float[0]; // [row][input]

    /**
     * An input for a network.
     *
     * @param keeps [field] whether it is handed over by embedding rows
     */
    ScoringInput(InputLayout layout, EmbeddingTables tables, boolean[] keeps) {
        this.layout = layout;
        this.tables = tables;
        kept = new FieldRows[layout.fieldTables().length];
        for (int field = 0; field < kept.length; field++) {
            if (keeps[field]) {
                kept[field] = new FieldRows(layout.field(field), layout.fieldWidth(field));
                kept[field].keep(wholeTable(field));
            }
        }
        fields = Arrays.stream(kept).filter(field -> field != null).toList();
        plain = plain();
    }

    private int tableRows(int field) {
        return tables.spec().tables().get(layout.fieldTables()[field]).rows();
    }

    private Matrix wholeTable(int field) {
        int rows = tableRows(field);
        int width = layout.fieldWidth(field);
        float[] copy = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            tables.copyTo(layout.fieldTables()[field], row, copy, row * width);
        }
        return new Matrix(copy, new Matrix.Shape(0, rows, width, width, Matrix.Order.ROWS));
    }

    /** Returns the columns that are written out row by row, joined where they are neighbours. */
    private List<Stretch> plain() {
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        for (FieldRows field : fields) {
            add(stretches, from, field.column());
            from = field.column() + field.width();
        }
        add(stretches, from, layout.inputWidth());
        return List.copyOf(stretches);
    }

    private static void add(List<Stretch> stretches, int from, int to) {
        if (to > from) {
            stretches.add(new Stretch(from, to - from, false));
        }
    }

    /** Reads a batch; what it returned before is overwritten. */
    NetworkRows read(Batch batch) {
        if (values.length < batch.size() * layout.inputWidth()) {
            values = new float[batch.size() * layout.inputWidth()];
        }
        Arrays.fill(values, 0, batch.size() * layout.inputWidth(), 0);
        for (int field = 0; field < kept.length; field++) {
            readField(batch, field);
        }
        for (int list = 0; list < layout.listTables().length; list++) {
            if (layout.listQueries()[list].exists()) {
                readAttended(batch, list);
            } else if (batch.shard().lists()[list].isWeighted()) {
                readWeighted(batch, list);
            } else {
                readList(batch, list);
            }
        }
        readNumbers(batch);
        return new NetworkRows(values, new float[0], batch.size(), plain, fields);
    }

    private void readField(Batch batch, int field) {
        int[] ids = batch.shard().ids()[field];
        if (kept[field] != null) {
            int[] rowOf = kept[field].choose(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                rowOf[i] = ids[batch.row(i)];
            }
            return;
        }
        for (int i = 0, at = layout.field(field); i < batch.size(); i++, at += layout.inputWidth()) {
            tables.copyTo(layout.fieldTables()[field], ids[batch.row(i)], values, at);
        }
    }

    private void readList(Batch batch, int list) {
        Shard.Lists ids = batch.shard().lists()[list];
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += layout.inputWidth()) {
            int from = ids.offsets()[batch.row(i)];
            int to = ids.offsets()[batch.row(i) + 1];
            float scale = layout.listPooling()[list].scale(to - from);
            for (int entry = from; entry < to; entry++) {
                tables.addTo(layout.listTables()[list], ids.ids()[entry], values, at, scale);
            }
        }
    }

    private void readAttended(Batch batch, int list) {
        Shard.Lists ids = batch.shard().lists()[list];
        ListQuery query = layout.listQueries()[list];
        int width = layout.listWidth(list);
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += layout.inputWidth()) {
            int from = ids.offsets()[batch.row(i)];
            int entries = ids.offsets()[batch.row(i) + 1] - from;
            attention.start(entries, width);
            int row = query.row(batch.shard().ids(), batch.row(i));
            tables.copyTo(query.table(), row, attention.query(), 0);
            for (int entry = 0; entry < entries; entry++) {
                tables.copyTo(layout.listTables()[list], ids.ids()[from + entry], attention.rows(), entry * width);
            }
            attention.weigh();
            attention.addTo(values, at);
        }
    }

    private void readWeighted(Batch batch, int list) {
        Shard.Lists ids = batch.shard().lists()[list];
        for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += layout.inputWidth()) {
            int from = ids.offsets()[batch.row(i)];
            int to = ids.offsets()[batch.row(i) + 1];
            double divisor = layout.listPooling()[list].divisor(ids.weights(), from, to);
            for (int entry = from; entry < to; entry++) {
                float factor = Pooling.factor(ids.weights()[entry], divisor);
                tables.addTo(layout.listTables()[list], ids.ids()[entry], values, at, factor);
            }
        }
    }

    private void readNumbers(Batch batch) {
        float[][] numbers = batch.shard().numbers();
        for (int i = 0, at = layout.firstNumber(); i < batch.size(); i++, at += layout.inputWidth()) {
            int row = batch.row(i);
            for (int number = 0; number < numbers.length; number++) {
                values[at + number] = numbers[number][row];
            }
        }
    }
}
