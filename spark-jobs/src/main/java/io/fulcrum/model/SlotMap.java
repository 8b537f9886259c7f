package io.fulcrum.model;

import java.util.Arrays;

/**
 * Rows to consecutive slots in order of first use: an open-addressing hash of ints, or a plain array for a small table.
 */
final class SlotMap {
  private static final int DIRECT_LIMIT = 1 << 16;
  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int NO_SLOT = 0;

  private final boolean direct;
  private int[] rowAt; // [bucket], hashed tables only
  private int[] slotAt; // [row or bucket], slot + 1 so that zero means none
  private int[] rows = new int[FIRST_CAPACITY]; // [slot]
  private int size;

  SlotMap(int tableRows) {
    direct = tableRows <= DIRECT_LIMIT;
    slotAt = new int[direct ? tableRows : 2 * FIRST_CAPACITY];
    rowAt = new int[direct ? 0 : 2 * FIRST_CAPACITY];
  }

  int size() {
    return size;
  }

  int row(int slot) {
    return rows[slot];
  }

  /** Returns the slot of a row; a row not seen before gets the next one, which equals the size before the call. */
  int slot(int row) {
    int bucket = direct ? row : bucket(row);
    int found = slotAt[bucket];
    if (found != NO_SLOT) {
      return found - 1;
    }
    return insert(row, bucket);
  }

  private int insert(int row, int bucket) {
    slotAt[bucket] = size + 1;
    if (!direct) {
      rowAt[bucket] = row;
    }
    rows = size == rows.length ? Arrays.copyOf(rows, 2 * size) : rows;
    rows[size++] = row;
    if (!direct && 2 * size > slotAt.length) {
      rehash();
    }
    return size - 1;
  }

  private int bucket(int row) {
    int mask = slotAt.length - 1;
    int bucket = (row * 0x9E3779B9 >>> 7) & mask;
    while (slotAt[bucket] != NO_SLOT && rowAt[bucket] != row) {
      bucket = (bucket + 1) & mask;
    }
    return bucket;
  }

  private void rehash() {
    slotAt = new int[2 * slotAt.length];
    rowAt = new int[slotAt.length];
    for (int slot = 0; slot < size; slot++) {
      int bucket = bucket(rows[slot]);
      slotAt[bucket] = slot + 1;
      rowAt[bucket] = rows[slot];
    }
  }
}
