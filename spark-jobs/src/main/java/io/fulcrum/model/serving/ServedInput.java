package io.fulcrum.model.serving;

import io.fulcrum.contract.Pooling;
import io.fulcrum.model.AttentionPooling;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.graph.InputLayout;
import io.fulcrum.model.graph.ListQuery;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The columns of a served network's input that are written out row by row: the embeddings of large tables, the pooled
 * embeddings of lists, the numbers; in the order of the whole input.
 */
final class ServedInput {
    private final InputLayout layout;
    private final EmbeddingTables tables;
    private final int[] fields; // those written out
    private final int[] columns; // [written column] its place in the whole input

    ServedInput(InputLayout layout, EmbeddingTables tables, boolean[] kept) {
        this.layout = layout;
        this.tables = tables;
        fields = IntStream.range(0, kept.length).filter(field -> !kept[field]).toArray();
        IntStream ofFields =
                Arrays.stream(fields).flatMap(field -> IntStream.range(layout.field(field), layout.field(field + 1)));
        columns = IntStream.concat(ofFields, IntStream.range(layout.field(kept.length), layout.inputWidth()))
                .toArray();
    }

    /** Number of columns. */
    int width() {
        return columns.length;
    }

    /** Returns the place of a column in the whole input. */
    int column(int written) {
        return columns[written];
    }

    /** Returns where a column of the whole input is among the written ones. */
    int written(int column) {
        return Arrays.binarySearch(columns, column);
    }

    /** Writes a row's columns from a place on. */
    void read(RequestRows rows, int row, float[] values, int from) {
        int at = from;
        for (int field : fields) {
            tables.copyTo(layout.fieldTables()[field], rows.ids()[field][row], values, at);
            at += layout.fieldWidth(field);
        }
        for (int list = 0; list < layout.listTables().length; list++) {
            Arrays.fill(values, at, at + layout.listWidth(list), 0);
            if (layout.listQueries()[list].exists()) {
                attend(rows, list, row, values, at);
            } else if (rows.isWeighted(list)) {
                poolWeighted(rows, list, row, values, at);
            } else {
                pool(rows, list, row, values, at);
            }
            at += layout.listWidth(list);
        }
        for (float[] number : rows.numbers()) {
            values[at++] = number[row];
        }
    }

    private void pool(RequestRows rows, int list, int row, float[] values, int at) {
        int from = rows.starts()[list][row];
        int to = rows.starts()[list][row + 1];
        if (from == to) {
            return;
        }
        Pooling pooling = layout.listPooling()[list];
        float scale = pooling.scale(to - from);
        for (int entry = from; entry < to; entry++) {
            tables.addTo(layout.listTables()[list], rows.entries()[list][entry], values, at, scale);
        }
    }

    private void attend(RequestRows rows, int list, int row, float[] values, int at) {
        int from = rows.starts()[list][row];
        int entries = rows.starts()[list][row + 1] - from;
        int width = layout.listWidth(list);
        ListQuery query = layout.listQueries()[list];
        AttentionPooling attention = rows.attention();
        attention.start(entries, width);
        tables.copyTo(query.table(), query.row(rows.ids(), row), attention.query(), 0);
        for (int entry = 0; entry < entries; entry++) {
            tables.copyTo(
                    layout.listTables()[list], rows.entries()[list][from + entry], attention.rows(), entry * width);
        }
        attention.weigh();
        attention.addTo(values, at);
    }

    private void poolWeighted(RequestRows rows, int list, int row, float[] values, int at) {
        int from = rows.starts()[list][row];
        int to = rows.starts()[list][row + 1];
        float[] weights = rows.weights()[list];
        double divisor = layout.listPooling()[list].divisor(weights, from, to);
        for (int entry = from; entry < to; entry++) {
            float factor = Pooling.factor(weights[entry], divisor);
            tables.addTo(layout.listTables()[list], rows.entries()[list][entry], values, at, factor);
        }
    }

    /** Returns how many of the first columns are the same in all rows. */
    int sharedColumns(RequestRows rows) {
        int shared = 0;
        for (int field : fields) {
            if (!isShared(rows.ids()[field], rows.size())) {
                return shared;
            }
            shared += layout.fieldWidth(field);
        }
        for (int list = 0; list < layout.listTables().length; list++) {
            ListQuery query = layout.listQueries()[list];
            if (!isShared(rows.starts()[list], rows.entries()[list], rows.size())
                    || query.exists() && !query.isTrained() && !isShared(rows.ids()[query.field()], rows.size())
                    || rows.isWeighted(list) && !isShared(rows.starts()[list], rows.weights()[list], rows.size())) {
                return shared;
            }
            shared += layout.listWidth(list);
        }
        for (float[] number : rows.numbers()) {
            if (!isShared(number, rows.size())) {
                return shared;
            }
            shared++;
        }
        return shared;
    }

    /** Whether the first {@code count} ids are one. */
    static boolean isShared(int[] ids, int count) {
        int first = ids[0];
        for (int i = 1; i < count; i++) {
            if (ids[i] != first) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShared(float[] numbers, int count) {
        int first = Float.floatToRawIntBits(numbers[0]);
        for (int i = 1; i < count; i++) {
            if (Float.floatToRawIntBits(numbers[i]) != first) {
                return false;
            }
        }
        return true;
    }

    /** Whether rows have the same weights; their lists have one length. */
    private static boolean isShared(int[] starts, float[] weights, int count) {
        int length = starts[1];
        for (int row = 1; row < count; row++) {
            int from = starts[row];
            if (!Arrays.equals(weights, 0, length, weights, from, from + length)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShared(int[] starts, int[] entries, int count) {
        int length = starts[1];
        for (int row = 1; row < count; row++) {
            int from = starts[row];
            if (!Arrays.equals(entries, 0, length, entries, from, starts[row + 1])) {
                return false;
            }
        }
        return true;
    }
}
