package org.espalier.policy.causal.internal.surgeon;

import java.util.Arrays;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.RecordedGradients;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.Trajectory;

/**
 * Some gradients of a trajectory, spread over the whole training, each scaled to length 1 so that
 * the steep first steps don't drown the others. They are read anew each time, for they may be more
 * than memory holds.
 */
final class GradientRows {
  private final RecordedGradients gradients;
  private final int[] rows;
  private final double[] scales;
  private final double[] secondMoments;
  private final double meanSquaredLength;

  private GradientRows(
      RecordedGradients gradients,
      int[] rows,
      double[] scales,
      double[] secondMoments,
      double meanSquaredLength) {
    this.gradients = gradients;
    this.rows = rows;
    this.scales = scales;
    this.secondMoments = secondMoments;
    this.meanSquaredLength = meanSquaredLength;
  }

  /**
   * Up to {@code count} gradients that are not zero.
   *
   * @throws InvalidDataException if fewer than two are there, or one is not finite
   */
  static GradientRows sample(Trajectory trajectory, int count, Progress progress) {
    RecordedGradients gradients = RecordedGradients.of(trajectory);
    if (trajectory.steps() < 2) {
      throw new InvalidDataException(
          "the trajectory has %d steps; the surgeon needs two or more, better thirty-two"
              .formatted(trajectory.steps()));
    }
    int[] rows = RecordedGradients.spread(count, gradients.rows());
    int parameters = trajectory.updates().columns();
    double[] squares = new double[rows.length];
    double[] moments = new double[parameters];
    gradients.visit(
        rows,
        0,
        parameters,
        (index, gradient) -> {
          progress.check();
          requireFinite(gradient, rows[index]);
          squares[index] = squaredLength(gradient);
          for (int k = 0; squares[index] > 0 && k < gradient.length; k++) {
            moments[k] += (double) gradient[k] * gradient[k] / squares[index];
          }
        });
    int[] moving = Arrays.stream(indices(squares)).map(i -> rows[i]).toArray();
    double[] lengths = Arrays.stream(squares).filter(s -> s > 0).toArray();
    if (lengths.length < 2) {
      throw new InvalidDataException(
          "%d of the trajectory's %d gradients looked at are zero; record a training that moves"
              .formatted(rows.length - lengths.length, rows.length));
    }
    double[] scales = new double[lengths.length];
    for (int t = 0; t < scales.length; t++) {
      scales[t] = 1 / Math.sqrt(lengths[t]);
    }
    for (int k = 0; k < moments.length; k++) {
      moments[k] /= lengths.length;
    }
    double late =
        Arrays.stream(lengths, lengths.length * 9 / 10, lengths.length).average().orElse(0);
    return new GradientRows(gradients, moving, scales, moments, late);
  }

  private static int[] indices(double[] squares) {
    return java.util.stream.IntStream.range(0, squares.length)
        .filter(i -> squares[i] > 0)
        .toArray();
  }

  private static void requireFinite(float[] gradient, int row) {
    int bad = Trajectories.firstNotFinite(gradient, gradient.length);
    if (bad >= 0) {
      throw new InvalidDataException(
          "the gradient of row %d is %s at parameter %d; record the trajectory again from a"
                  .formatted(row, gradient[bad], bad)
              + " training that does not diverge");
    }
  }

  private static double squaredLength(float[] gradient) {
    double sum = 0;
    for (float g : gradient) {
      sum += (double) g * g;
    }
    return sum;
  }

  /** Up to {@code count} of these, spread evenly. */
  GradientRows thinned(int count) {
    if (count >= rows.length) {
      return this;
    }
    int[] chosen = RecordedGradients.spread(count, rows.length);
    return new GradientRows(
        gradients,
        Arrays.stream(chosen).map(i -> rows[i]).toArray(),
        Arrays.stream(chosen).mapToDouble(i -> scales[i]).toArray(),
        secondMoments,
        meanSquaredLength);
  }

  /** T, the number of gradients. */
  int count() {
    return rows.length;
  }

  /** ⟨g²⟩ over the scaled gradients, p values. */
  double[] secondMoments() {
    return secondMoments;
  }

  /** The mean of ‖g‖² over the last tenth of the gradients, before they were scaled. */
  double meanSquaredLength() {
    return meanSquaredLength;
  }

  /**
   * A run of parameters of every gradient, scaled.
   *
   * @param into of shape (T, stride); the run goes to columns {@code column} and behind
   */
  void read(int from, int length, double[] into, int stride, int column) {
    gradients.visit(
        rows,
        from,
        length,
        (index, gradient) -> {
          int at = index * stride + column;
          for (int k = 0; k < length; k++) {
            into[at + k] = gradient[k] * scales[index];
          }
        });
  }
}
