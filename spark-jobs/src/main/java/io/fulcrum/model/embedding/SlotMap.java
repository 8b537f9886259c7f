package io.fulcrum.model.embedding;

import io.fulcrum.data.RadixOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rows to consecutive slots in order of first use: an open-addressing hash of ints, or a plain array for a small table.
 */
final class SlotMap {
    private static final int DIRECT_LIMIT = 1 << 17;
    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int NO_SLOT = 0;

    private final boolean direct;
    private int[] slotAt; // [row], slot + 1 so that zero means none; direct tables only
    private long[] entryAt; // [bucket], row in the upper half and slot + 1 in the lower; hashed tables only
    private int[] rows = new int[FIRST_CAPACITY]; // [slot]
    private int size;

    SlotMap(int tableRows) {
        direct = tableRows <= DIRECT_LIMIT;
        slotAt = new int[direct ? tableRows : 0];
        entryAt = new long[direct ? 0 : 2 * FIRST_CAPACITY];
    }

    int size() {
        return size;
    }

    int row(int slot) {
        return rows[slot];
    }

    /** Returns the slot of a row; a row not seen before gets the next one, which equals the size before the call. */
    int slot(int row) {
        return direct ? directSlot(row) : hashedSlot(row);
    }

    /** Returns the slot of a row, negative if it has none. */
    int find(int row) {
        return direct ? slotAt[row] - 1 : (int) entryAt[bucket(row)] - 1;
    }

    /**
     * Finds the slots of the first {@code count} rows, as {@link #slot} does one by one. A small table is read in a
     * loop of its own before any row is added, so that its reads need not wait for each other.
     */
    void slots(int[] wanted, int count, int[] found) {
        if (direct) {
            for (int i = 0; i < count; i++) {
                found[i] = slotAt[wanted[i]] - 1;
            }
            for (int i = 0; i < count; i++) {
                found[i] = found[i] < 0 ? directSlot(wanted[i]) : found[i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                found[i] = hashedSlot(wanted[i]);
            }
        }
    }

    /** Returns [slot] the rows, longer than there are slots, until the next new slot. */
    int[] rows() {
        return rows;
    }

    /** Returns the used slots by ascending row. */
    int[] slotsByRow() {
        if (direct) {
            return IntStream.of(slotAt)
                    .filter(slot -> slot != NO_SLOT)
                    .map(slot -> slot - 1)
                    .toArray();
        }
        long[] keys = new long[size];
        Arrays.setAll(keys, slot -> rows[slot]);
        return RadixOrder.of(keys);
    }

    /** Forgets every row; the room stays for the next ones. */
    void clear() {
        size = 0;
        Arrays.fill(slotAt, NO_SLOT);
        Arrays.fill(entryAt, NO_SLOT);
    }

    private int directSlot(int row) {
        if (slotAt[row] == NO_SLOT) {
            slotAt[row] = add(row) + 1;
        }
        return slotAt[row] - 1;
    }

    private int hashedSlot(int row) {
        int bucket = bucket(row);
        long entry = entryAt[bucket];
        if (entry != NO_SLOT) {
            return (int) entry - 1;
        }
        int slot = add(row);
        entryAt[bucket] = entry(row, slot);
        if (2 * size > entryAt.length) {
            rehash();
        }
        return slot;
    }

    private int add(int row) {
        rows = size == rows.length ? Arrays.copyOf(rows, 2 * size) : rows;
        rows[size] = row;
        return size++;
    }

    private int bucket(int row) {
        int mask = entryAt.length - 1;
        int bucket = (row * 0x9E3779B9 >>> 7) & mask;
        while (entryAt[bucket] != NO_SLOT && (int) (entryAt[bucket] >>> 32) != row) {
            bucket = (bucket + 1) & mask;
        }
        return bucket;
    }

    private void rehash() {
        entryAt = new long[2 * entryAt.length];
        for (int slot = 0; slot < size; slot++) {
            entryAt[bucket(rows[slot])] = entry(rows[slot], slot);
        }
    }

    private static long entry(int row, int slot) {
        return (long) row << 32 | slot + 1;
    }
}
