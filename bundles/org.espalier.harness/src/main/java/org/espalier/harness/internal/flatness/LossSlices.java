package org.espalier.harness.internal.flatness;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterRole;

/**
 * The loss along random directions that are normalised filter by filter (Li et al., NeurIPS 2018):
 * a normal d in which each filter's part is scaled to the norm of the filter's own weights, dⱼ ← dⱼ
 * ‖θⱼ‖ ÷ ‖dⱼ‖. A filter is a unit of a weight tensor. Biases and normalisations stay where they
 * are, as in the authors' code, and so does what is cut.
 */
public final class LossSlices {
  /** Points of {@link #line} over [−1, 1]. */
  public static final int LINE = 21;

  /** Points of {@link #plane} along each axis of [−1, 1]². */
  public static final int PLANE = 13;

  private final LossSurface surface;

  public LossSlices(LossSurface surface) {
    this.surface = surface;
  }

  /** n numbers from −1 to 1, evenly. */
  public static List<Double> steps(int n) {
    return IntStream.range(0, n).mapToObj(i -> (2.0 * i - (n - 1)) / (n - 1)).toList();
  }

  /** L(θ + a d) for each a. */
  public List<Double> line(List<Double> steps, long seed) {
    double[] d = direction(seed);
    return steps.stream().map(a -> surface.loss(Vectors.scaled(d, a))).toList();
  }

  /** L(θ + a d + b e): one row for each b, one column for each a. */
  public List<List<Double>> plane(List<Double> steps, long seed, long otherSeed) {
    double[] d = direction(seed);
    double[] e = direction(otherSeed);
    List<List<Double>> rows = new ArrayList<>();
    for (double b : steps) {
      List<Double> row = new ArrayList<>();
      for (double a : steps) {
        double[] shift = Vectors.scaled(d, a);
        Vectors.add(shift, b, e);
        row.add(surface.loss(shift));
      }
      rows.add(List.copyOf(row));
    }
    return List.copyOf(rows);
  }

  /** d: p values. */
  double[] direction(long seed) {
    Mask mask = surface.mask();
    double[] normal = Vectors.normal(mask, new Random(seed));
    double[] weights = surface.weights();
    double[] direction = new double[normal.length];
    for (Parameter tensor : mask.layout().parameters()) {
      if (tensor.role() != ParameterRole.WEIGHT) {
        continue;
      }
      for (int unit = 0; unit < tensor.units(); unit++) {
        int from = tensor.offset() + unit * tensor.fanIn();
        int to = from + tensor.fanIn();
        double length = norm(normal, from, to);
        double scale = length == 0 ? 0 : norm(weights, from, to) / length;
        for (int k = from; k < to; k++) {
          direction[k] = normal[k] * scale;
        }
      }
    }
    return direction;
  }

  private static double norm(double[] values, int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += values[k] * values[k];
    }
    return Math.sqrt(sum);
  }
}
