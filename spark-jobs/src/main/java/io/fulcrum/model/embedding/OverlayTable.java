package io.fulcrum.model.embedding;

import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.Prefetch;
import io.fulcrum.model.optimizer.UpdateLanes;
import io.fulcrum.model.optimizer.UpdateRule;
import java.util.Arrays;

/** The touched rows of one table: their records by slot, and the gradients of the present step, packed. */
final class OverlayTable {
    private static final int FIRST_ROWS = 16;

    private final int index;
    private final int width;
    private final int stride;
    private final SlotMap slots;
    private final UpdateRule.Row cursor = new UpdateRule.Row();
    private EmbeddingTables base;
    private float[] records; // [slot × stride + position]
    private Matrix parameters; // [slot][parameter] in records; made anew only when they have grown
    private int[] gradientOf = new int[FIRST_ROWS]; // [slot] gradient + 1, zero for none
    private float[] gradients; // [gradient × width + position]
    private boolean[] moved = new boolean[FIRST_ROWS]; // [slot] whether a step did
    private int[] stepped = new int[FIRST_ROWS]; // [gradient] slot
    private int steppedSize;
    private int[] places = new int[FIRST_ROWS]; // [new row] its place in the base

    @SuppressWarnings("unused") // a store that keeps the compiler from leaving out the read-ahead
    private float prefetched;

    OverlayTable(EmbeddingTables base, int index) {
        this.base = base;
        this.index = index;
        width = base.spec().width(index);
        stride = base.spec().stride(index);
        slots = new SlotMap(base.spec().tables().get(index).rows());
        records = new float[FIRST_ROWS * stride];
        parameters = new Matrix(records, new Matrix.Shape(0, 0, width, stride, Matrix.Order.ROWS));
        gradients = new float[FIRST_ROWS * width];
        cursor.width = width;
    }

    void restart(EmbeddingTables newBase) {
        base = newBase;
        forgetGradients();
        Arrays.fill(moved, false);
        slots.clear();
    }

    int size() {
        return slots.size();
    }

    /** Returns [slot][parameter] the rows themselves, until the next new slot. */
    Matrix parameters() {
        if (parameters.values() != records || parameters.rows() != size()) {
            parameters = new Matrix(records, new Matrix.Shape(0, size(), width, stride, Matrix.Order.ROWS));
        }
        return parameters;
    }

    void addTo(int slot, float[] target, int at, float scale) {
        int start = slot * stride;
        for (int i = 0; i < width; i++) {
            target[at + i] += scale * records[start + i];
        }
    }

    void copyTo(int slot, float[] target, int at) {
        System.arraycopy(records, slot * stride, target, at, width);
    }

    int slot(int row) {
        int before = slots.size();
        int slot = slots.slot(row);
        if (slot == before) {
            copyFrom(before);
        }
        return slot;
    }

    void slots(int[] rows, int count, int[] found) {
        int before = slots.size();
        slots.slots(rows, count, found);
        copyFrom(before);
        prefetch(found, 0, count, width);
    }

    void addGradient(int slot, float[] source, int at, float scale) {
        int gradient = gradientOf[slot] - 1;
        if (gradient < 0) {
            setGradient(slot, source, at, scale);
            return;
        }
        int start = gradient * width;
        for (int i = 0; i < width; i++) {
            gradients[start + i] += scale * source[at + i];
        }
    }

    double squaredGradientNorm() {
        return SquaredNorm.of(gradients, steppedSize * width);
    }

    void step(UpdateRule.Move move, UpdateLanes lanes, float gradientScale) {
        for (int i = 0; gradientScale != 1 && i < steppedSize * width; i++) {
            gradients[i] *= gradientScale;
        }
        cursor.values = records;
        cursor.state = records;
        cursor.gradient = gradients;
        int together = UpdateLanes.SIZE / Math.max(1, width);
        for (int from = 0; from < steppedSize; from += Math.max(1, together)) {
            if (together > 1) {
                moveTogether(move, lanes, from, Math.min(from + together, steppedSize));
            } else {
                pointAt(from);
                lanes.moveLong(cursor, move);
            }
        }
        for (int i = 0; i < steppedSize; i++) {
            moved[stepped[i]] = true;
        }
        forgetGradients();
    }

    int width() {
        return width;
    }

    /** Adds the gathered gradients to those of a task, and forgets them. */
    void takeGradients(int task, TableGradients target) {
        for (int i = 0; i < steppedSize; i++) {
            target.add(task, slots.row(stepped[i]), gradients, i * width);
        }
        forgetGradients();
    }

    /** Forgets the gradients without a step. */
    void leaveOut() {
        forgetGradients();
    }

    private void moveTogether(UpdateRule.Move move, UpdateLanes lanes, int from, int to) {
        System.arraycopy(gradients, from * width, lanes.gradients, 0, (to - from) * width);
        prefetch(stepped, from, to, stride);
        for (int i = from; i < to; i++) {
            pointAt(i);
            lanes.arrive(cursor, move, (i - from) * width);
            lanes.read(cursor, 0, width, (i - from) * width);
        }
        move.move(lanes, (to - from) * width);
        for (int i = from; i < to; i++) {
            pointAt(i);
            lanes.write(cursor, 0, width, (i - from) * width);
        }
    }

    /** Brings the first floats of some slots' records into the cache. */
    private void prefetch(int[] some, int from, int to, int floats) {
        float read = 0;
        for (int i = from; i < to; i++) {
            read += Prefetch.record(records, some[i] * stride, floats);
        }
        prefetched = read;
    }

    private void pointAt(int gradient) {
        cursor.at = stepped[gradient] * stride;
        cursor.stateAt = cursor.at + width;
        cursor.gradientAt = gradient * width;
    }

    /** Returns the slots that a step moved, by ascending rows. */
    int[] slotsByRow() {
        return Arrays.stream(slots.slotsByRow()).filter(slot -> moved[slot]).toArray();
    }

    int[] rowsOf(int[] bySlot) {
        int[] rows = new int[bySlot.length];
        Arrays.setAll(rows, i -> slots.row(bySlot[i]));
        return rows;
    }

    float[] recordsOf(int[] bySlot) {
        float[] copies = new float[bySlot.length * stride];
        for (int i = 0; i < bySlot.length; i++) {
            System.arraycopy(records, bySlot[i] * stride, copies, i * stride, stride);
        }
        return copies;
    }

    private void setGradient(int slot, float[] source, int at, float scale) {
        if (steppedSize == stepped.length) {
            stepped = Arrays.copyOf(stepped, RecordRoom.grown(steppedSize, steppedSize + 1, width));
            gradients = Arrays.copyOf(gradients, stepped.length * width);
        }
        stepped[steppedSize++] = slot;
        gradientOf[slot] = steppedSize;
        int start = (steppedSize - 1) * width;
        System.arraycopy(source, at, gradients, start, width);
        for (int i = start; scale != 1 && i < start + width; i++) {
            gradients[i] *= scale;
        }
    }

    private void forgetGradients() {
        for (int i = 0; i < steppedSize; i++) {
            gradientOf[stepped[i]] = 0;
        }
        steppedSize = 0;
    }

    /** Copies the records of the slots from {@code first} on, which are new. */
    private void copyFrom(int first) {
        if (slots.size() > gradientOf.length) {
            grow();
        }
        places = places.length < slots.size() - first ? new int[2 * (slots.size() - first)] : places;
        prefetched = base.table(index).copyRecords(slots.rows(), first, slots.size(), places, records);
    }

    private void grow() {
        RecordRoom.floats(base.spec(), index, slots.size(), "A task");
        int size = RecordRoom.grown(gradientOf.length, slots.size(), stride);
        records = Arrays.copyOf(records, size * stride);
        gradientOf = Arrays.copyOf(gradientOf, size);
        moved = Arrays.copyOf(moved, size);
    }
}
