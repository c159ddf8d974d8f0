package org.espalier.core.trajectory;

import java.nio.FloatBuffer;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;

/** Checks of recorded trajectories. */
public final class Trajectories {
  private static final int BLOCK = 4096;

  private Trajectories() {}

  /**
   * Makes sure that no value is NaN or infinite; one pass over the rows.
   *
   * @param file what the rows are, for messages: {@code updates.npy}
   * @param progress asked each row
   * @throws InvalidDataException if a value is not finite; the line names its row and column
   * @throws org.espalier.core.CancelledException if cancelled
   */
  public static void requireFinite(FloatRows rows, String file, Progress progress) {
    float[] block = new float[Math.min(BLOCK, rows.columns())];
    for (int row = 0; row < rows.rows(); row++) {
      progress.check();
      FloatBuffer values = rows.row(row);
      while (values.hasRemaining()) {
        int column = values.position();
        int length = Math.min(block.length, values.remaining());
        values.get(block, 0, length);
        int at = firstNotFinite(block, length);
        if (at >= 0) {
          throw new InvalidDataException(
              "%s: %s in row %d, column %d; record the trajectory again from a training that does"
                      .formatted(file, block[at], row, column + at)
                  + " not diverge");
        }
      }
    }
  }

  /**
   * Makes sure that the updates are those of a training.
   *
   * @param what asks for it, for the message: {@code movement}
   * @throws InvalidDataException if they are perturbations, which lead nowhere
   */
  public static void requireTraining(Trajectory trajectory, String what) {
    if (trajectory.manifest().kind() != TrajectoryKind.TRAINING) {
      throw new InvalidDataException(
          what
              + " looks at where a training went, but the trajectory is interventional: of"
              + " perturbations at one place; estimate evidence from it instead");
    }
  }

  /**
   * Index of the first of {@code length} values that is NaN or infinite, or −1. Zero times a number
   * is 0 unless it is not finite, so that one branch serves a whole block.
   */
  public static int firstNotFinite(float[] values, int length) {
    for (int start = 0; start < length; start += BLOCK) {
      int end = Math.min(length, start + BLOCK);
      if (!allFinite(values, start, end)) {
        for (int i = start; i < end; i++) {
          if (!Float.isFinite(values[i])) {
            return i;
          }
        }
      }
    }
    return -1;
  }

  /** Four sums side by side keep the adders busy. */
  private static boolean allFinite(float[] values, int start, int end) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = start;
    for (; i < end - 3; i += 4) {
      a += 0 * values[i];
      b += 0 * values[i + 1];
      c += 0 * values[i + 2];
      d += 0 * values[i + 3];
    }
    for (; i < end; i++) {
      a += 0 * values[i];
    }
    return a + b + c + d == 0;
  }
}
