package org.espalier.harness.internal.plugin;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.espalier.core.trajectory.FloatRows;

/**
 * Some of the rows of a matrix, evenly spaced.
 *
 * @param all the matrix
 * @param first its first row that is taken
 * @param stride from one that is taken to the next
 * @param rows how many are taken
 */
record SelectedRows(FloatRows all, int first, int stride, int rows) implements FloatRows {
  @Override
  public int columns() {
    return all.columns();
  }

  @Override
  public FloatBuffer row(int row) {
    return all.row(place(row));
  }

  @Override
  public void read(int row, int from, float[] into, int length) {
    all.read(place(row), from, into, length);
  }

  private int place(int row) {
    return first + stride * Objects.checkIndex(row, rows);
  }
}
