package io.fulcrum.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A running task's own copy of the embedding rows that it touched, over a read-only replica of all of them. Copied on
 * first touch; at the end of the round the overlay <em>is</em> the change that travels.
 */
final class EmbeddingOverlay {
  private final EmbeddingTables base;
  private final Table[] tables;

  EmbeddingOverlay(EmbeddingTables base) {
    this.base = base;
    tables = IntStream.range(0, base.spec().tables().size()).mapToObj(Table::new).toArray(Table[]::new);
  }

  /** Returns where a row's record lies among this task's own, copying it there on first touch. */
  int slot(int table, int row) {
    return tables[table].slot(row);
  }

  /** Adds a scaled row to a network input. */
  void addTo(int table, int slot, float[] target, int at, float scale) {
    float[] records = tables[table].records;
    int start = slot * base.spec().stride();
    for (int i = 0; i < base.spec().width(); i++) {
      target[at + i] += scale * records[start + i];
    }
  }

  /** Copies a row to a network input. */
  void copyTo(int table, int slot, float[] target, int at) {
    System.arraycopy(tables[table].records, slot * base.spec().stride(), target, at, base.spec().width());
  }

  /** Adds a scaled stretch of the input's gradient to the gradient of a row. */
  void addGradient(int table, int slot, float[] source, int at, float scale) {
    tables[table].addGradient(slot, source, at, scale);
  }

  /** Returns the squared norm of the gradients gathered since the last {@link #step}. */
  double squaredGradientNorm() {
    return Arrays.stream(tables).mapToDouble(Table::squaredGradientNorm).sum();
  }

  /** Moves every row that gathered a gradient, scaled by {@code gradientScale}, and forgets the gradients. */
  void step(UpdateRule rule, double learningRate, long step, float gradientScale) {
    for (Table table : tables) {
      table.step(rule, learningRate, step, gradientScale);
    }
  }

  /** Returns the touched rows, ascending, with their records. */
  RowRecords touched() {
    int[][] rows = new int[tables.length][];
    float[][] records = new float[tables.length][];
    for (int table = 0; table < tables.length; table++) {
      rows[table] = tables[table].sortedRows();
      records[table] = tables[table].recordsOf(rows[table]);
    }
    return new RowRecords(rows, records);
  }

  /** The touched rows of one table. */
  private final class Table {
    private final int index;
    private final int width = base.spec().width();
    private final int stride = base.spec().stride();
    private final SlotMap slots;
    private final UpdateRule.Row cursor = new UpdateRule.Row();
    private float[] records = new float[16 * stride]; // [slot × stride + position]
    private float[] gradients = new float[16 * width]; // [slot × width + position]
    private boolean[] hasGradient = new boolean[16]; // [slot]
    private int[] stepped = new int[16]; // slots with a gradient, in order of first touch
    private int steppedSize;

    Table(int index) {
      this.index = index;
      slots = new SlotMap(base.spec().tables().get(index).rows());
    }

    int slot(int row) {
      int before = slots.size();
      int slot = slots.slot(row);
      if (slot == before) {
        if (slot == hasGradient.length) {
          grow();
        }
        base.copyRecord(index, row, records, slot * stride);
      }
      return slot;
    }

    void addGradient(int slot, float[] source, int at, float scale) {
      if (!hasGradient[slot]) {
        hasGradient[slot] = true;
        stepped[steppedSize++] = slot;
      }
      int start = slot * width;
      for (int i = 0; i < width; i++) {
        gradients[start + i] += scale * source[at + i];
      }
    }

    double squaredGradientNorm() {
      double sum = 0;
      for (int s = 0; s < steppedSize; s++) {
        for (int i = stepped[s] * width; i < (stepped[s] + 1) * width; i++) {
          sum += (double) gradients[i] * gradients[i];
        }
      }
      return sum;
    }

    void step(UpdateRule rule, double learningRate, long step, float gradientScale) {
      for (int s = 0; s < steppedSize; s++) {
        int slot = stepped[s];
        point(slot);
        if (gradientScale != 1) {
          scale(gradients, cursor.gradientAt, gradientScale);
        }
        rule.update(cursor, learningRate, step);
        Arrays.fill(gradients, slot * width, (slot + 1) * width, 0);
        hasGradient[slot] = false;
      }
      steppedSize = 0;
    }

    int[] sortedRows() {
      return IntStream.range(0, slots.size()).map(slots::row).sorted().toArray();
    }

    float[] recordsOf(int[] rows) {
      float[] sorted = new float[rows.length * stride];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(records, slots.slot(rows[i]) * stride, sorted, i * stride, stride);
      }
      return sorted;
    }

    private void point(int slot) {
      cursor.values = records;
      cursor.at = slot * stride;
      cursor.state = records;
      cursor.stateAt = slot * stride + width;
      cursor.gradient = gradients;
      cursor.gradientAt = slot * width;
      cursor.width = width;
    }

    private void scale(float[] values, int at, float factor) {
      for (int i = at; i < at + width; i++) {
        values[i] *= factor;
      }
    }

    private void grow() {
      int size = 2 * hasGradient.length;
      records = Arrays.copyOf(records, size * stride);
      gradients = Arrays.copyOf(gradients, size * width);
      hasGradient = Arrays.copyOf(hasGradient, size);
      stepped = Arrays.copyOf(stepped, size);
    }
  }
}
