package io.fulcrum.model;

import io.fulcrum.data.Batch;
import io.fulcrum.data.Shard;
import java.util.Arrays;

/**
 * A batch as the matrix that the network reads, its buffer kept from batch to batch. Lists are pooled as their fields
 * say.
 */
final class NetworkInput {
  private final InputLayout layout;
  private float[] values = new float[0]; // [row][input]
  private int[] slots = new int[0]; // [field][row], then list entries in the order that they were read
  private int slotCount;

  NetworkInput(InputLayout layout) {
    this.layout = layout;
  }

  /** Returns [row][input] of the last batch filled in; longer than the batch needs. */
  float[] values() {
    return values;
  }

  /** Fills from tables that are only read. */
  void fill(Batch batch, EmbeddingTables tables) {
    start(batch);
    Shard shard = batch.shard();
    int stride = layout.inputWidth();
    for (int field = 0; field < layout.fieldTables().length; field++) {
      for (int i = 0, at = field * layout.width(); i < batch.size(); i++, at += stride) {
        tables.copyTo(layout.fieldTables()[field], shard.ids()[field][batch.row(i)], values, at);
      }
    }
    for (int list = 0; list < layout.listTables().length; list++) {
      Shard.Lists ids = shard.lists()[list];
      for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += stride) {
        int from = ids.offsets()[batch.row(i)];
        int to = ids.offsets()[batch.row(i) + 1];
        for (int entry = from; entry < to; entry++) {
          tables.addTo(layout.listTables()[list], ids.ids()[entry], values, at,
              layout.listPooling()[list].scale(to - from));
        }
      }
    }
  }

  /** Fills from a task's own rows and remembers their slots for {@link #scatter}. */
  void fill(Batch batch, EmbeddingOverlay overlay) {
    start(batch);
    Shard shard = batch.shard();
    int stride = layout.inputWidth();
    for (int field = 0; field < layout.fieldTables().length; field++) {
      int table = layout.fieldTables()[field];
      for (int i = 0, at = field * layout.width(); i < batch.size(); i++, at += stride) {
        int slot = remember(overlay.slot(table, shard.ids()[field][batch.row(i)]));
        overlay.copyTo(table, slot, values, at);
      }
    }
    for (int list = 0; list < layout.listTables().length; list++) {
      int table = layout.listTables()[list];
      Shard.Lists ids = shard.lists()[list];
      for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += stride) {
        int from = ids.offsets()[batch.row(i)];
        int to = ids.offsets()[batch.row(i) + 1];
        for (int entry = from; entry < to; entry++) {
          overlay.addTo(table, remember(overlay.slot(table, ids.ids()[entry])), values, at,
              layout.listPooling()[list].scale(to - from));
        }
      }
    }
  }

  /** Hands the input's gradient on to the rows that the last {@link #fill(Batch, EmbeddingOverlay)} read. */
  void scatter(Batch batch, float[] inputGradients, EmbeddingOverlay overlay) {
    int next = 0;
    int stride = layout.inputWidth();
    for (int field = 0; field < layout.fieldTables().length; field++) {
      for (int i = 0, at = field * layout.width(); i < batch.size(); i++, at += stride) {
        overlay.addGradient(layout.fieldTables()[field], slots[next++], inputGradients, at, 1f);
      }
    }
    for (int list = 0; list < layout.listTables().length; list++) {
      int[] offsets = batch.shard().lists()[list].offsets();
      for (int i = 0, at = layout.list(list); i < batch.size(); i++, at += stride) {
        int length = offsets[batch.row(i) + 1] - offsets[batch.row(i)];
        for (int entry = 0; entry < length; entry++) {
          overlay.addGradient(layout.listTables()[list], slots[next++], inputGradients, at,
              layout.listPooling()[list].scale(length));
        }
      }
    }
  }

  private void start(Batch batch) {
    int size = batch.size() * layout.inputWidth();
    values = values.length < size ? new float[size] : values;
    if (layout.listTables().length > 0) {
      Arrays.fill(values, 0, size, 0);
    }
    slotCount = 0;
    int stride = layout.inputWidth();
    for (int number = 0; number < layout.numbers(); number++) {
      float[] column = batch.shard().numbers()[number];
      for (int i = 0, at = layout.firstNumber() + number; i < batch.size(); i++, at += stride) {
        values[at] = column[batch.row(i)];
      }
    }
  }

  private int remember(int slot) {
    slots = slotCount == slots.length ? Arrays.copyOf(slots, Math.max(1024, 2 * slotCount)) : slots;
    slots[slotCount++] = slot;
    return slot;
  }
}
