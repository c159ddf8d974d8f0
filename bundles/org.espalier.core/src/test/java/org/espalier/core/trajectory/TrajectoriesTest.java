package org.espalier.core.trajectory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import org.espalier.core.CancelledException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrajectoriesTest {
  private static final int COLUMNS = 10_007;

  @Test
  void takesFiniteRows() {
    float[][] rows = new float[3][COLUMNS];
    rows[1][5] = Float.MAX_VALUE;
    rows[2][10_006] = -Float.MAX_VALUE;
    Trajectories.requireFinite(over(rows), "updates.npy", Progress.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4095, 4096, 8191, 8192, 10_004, 10_006})
  void namesRowAndColumn(int column) {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[][] rows = new float[3][COLUMNS];
      rows[2][column] = value;
      rows[2][10_006] = value;
      InvalidDataException e =
          assertThrows(
              InvalidDataException.class,
              () -> Trajectories.requireFinite(over(rows), "updates.npy", Progress.NONE));
      String expected = "updates.npy: " + value + " in row 2, column " + column + ";";
      assertTrue(String.valueOf(e.getMessage()).startsWith(expected), e.getMessage());
    }
  }

  @Test
  void stopsWhenCancelled() {
    Progress cancelled =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThrows(
        CancelledException.class,
        () -> Trajectories.requireFinite(over(new float[1][1]), "updates.npy", cancelled));
  }

  @Test
  void looksNoFurtherThanAsked() {
    assertEquals(-1, Trajectories.firstNotFinite(new float[] {0, 1, Float.NaN}, 2));
    assertEquals(2, Trajectories.firstNotFinite(new float[] {0, 1, Float.NaN}, 3));
  }

  private static FloatRows over(float[][] values) {
    return new FloatRows() {
      @Override
      public int rows() {
        return values.length;
      }

      @Override
      public int columns() {
        return values[0].length;
      }

      @Override
      public FloatBuffer row(int row) {
        return FloatBuffer.wrap(values[row]).asReadOnlyBuffer();
      }
    };
  }
}
