package org.espalier.estimator.smile.internal;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.Trajectory;

/**
 * The squared updates X and the loss changes y as Smile wants them: dense, each column with mean 0
 * and population variance 1, constant ones left out, y as the last column.
 *
 * <p>Smile standardises features itself, but takes a deviation below 2e-16 for none, and the steps
 * of its interior point suit a response near 1.
 */
final class DenseFeatures {
  /** Share of a column's length that is taken for round-off. */
  private static final double ROUND_OFF = 1e-9;

  private final double[][] columns;
  private final double[] deviations;
  private final int[] kept;
  private final int exponent;

  /**
   * Reads the trajectory once.
   *
   * @throws InvalidDataException if it holds what is not finite
   */
  DenseFeatures(Trajectory trajectory, Progress progress) {
    Trajectories.requireFinite(trajectory.updates(), "updates.npy", progress);
    int p = trajectory.updates().columns();
    int steps = trajectory.steps();
    this.columns = new double[p + 1][steps];
    for (int t = 0; t < steps; t++) {
      progress.check();
      var row = trajectory.updates().row(t);
      for (int k = 0; k < p; k++) {
        double update = row.get(k);
        columns[k][t] = update * update;
      }
    }
    columns[p] = trajectory.losses().changes();
    this.exponent = exponent(columns[p]);
    for (int t = 0; t < steps; t++) {
      columns[p][t] = Math.scalb(columns[p][t], -exponent);
    }
    this.deviations = new double[p + 1];
    Arrays.setAll(deviations, k -> standardize(columns[k]));
    this.kept = IntStream.range(0, p).filter(k -> deviations[k] > 0).toArray();
  }

  private static int exponent(double[] changes) {
    double largest = 0;
    for (int t = 0; t < changes.length; t++) {
      if (!Double.isFinite(changes[t])) {
        throw new InvalidDataException(
            "losses.npy: the loss change in row %d is %s; record the trajectory again from a training that does not diverge"
                .formatted(t, changes[t]));
      }
      largest = Math.max(largest, Math.abs(changes[t]));
    }
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  /** Returns the deviation that the column had; 0 if it is constant. */
  private static double standardize(double[] column) {
    int n = column.length;
    double mean = Arrays.stream(column).sum() / n;
    double before = 0;
    double squares = 0;
    for (double value : column) {
      before += value * value;
      squares += (value - mean) * (value - mean);
    }
    if (Math.sqrt(squares) <= ROUND_OFF * Math.sqrt(before)) {
      return 0;
    }
    double deviation = Math.sqrt(squares / n);
    for (int t = 0; t < n; t++) {
      column[t] = (column[t] - mean) / deviation;
    }
    return deviation;
  }

  /** T. */
  int steps() {
    return columns[0].length;
  }

  /** Number of features that vary. */
  int size() {
    return kept.length;
  }

  /** Whether there is anything to regress on anything. */
  boolean regressable() {
    return kept.length > 0 && deviations[columns.length - 1] > 0;
  }

  /** A feature that varies, by its place among those; T values. */
  double[] feature(int j) {
    return columns[kept[j]];
  }

  /** y, T values. */
  double[] response() {
    return columns[columns.length - 1];
  }

  /**
   * γ of every parameter, in loss per squared update.
   *
   * @param coefficients of the features that vary
   * @throws InvalidDataException if one is not finite
   */
  double[] gamma(double[] coefficients) {
    double[] gamma = new double[columns.length - 1];
    for (int j = 0; j < coefficients.length; j++) {
      int k = kept[j];
      gamma[k] =
          Math.scalb(coefficients[j] * (deviations[columns.length - 1] / deviations[k]), exponent);
      if (!Double.isFinite(gamma[k])) {
        throw new InvalidDataException(
            "gamma of parameter %d is beyond the range of a double; scale the losses down"
                .formatted(k));
      }
    }
    return gamma;
  }

  /** max |Xᵀy| / n: the least λ with γ = 0 of the Lasso. */
  double steepest() {
    double steepest = 0;
    for (int j = 0; j < kept.length; j++) {
      double sum = 0;
      for (int t = 0; t < steps(); t++) {
        sum += feature(j)[t] * response()[t];
      }
      steepest = Math.max(steepest, Math.abs(sum) / steps());
    }
    return steepest;
  }

  /** What every regression tells: how much is selected, and of how much. */
  Map<String, Object> describe(double[] gamma) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("selected", (int) Arrays.stream(gamma).filter(g -> g != 0).count());
    details.put("steps", steps());
    details.put("parameters", gamma.length);
    details.put("leftOut", gamma.length - kept.length);
    return details;
  }

  /** From units of the standardised response to units of loss. */
  double inLoss(double value) {
    return Math.scalb(value * deviations[columns.length - 1], exponent);
  }
}
