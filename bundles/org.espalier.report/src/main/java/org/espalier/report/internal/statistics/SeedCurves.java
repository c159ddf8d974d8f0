package org.espalier.report.internal.statistics;

import java.util.Arrays;
import java.util.List;

/** Curves of several seeds over the same abscissae, all of them whole. */
public final class SeedCurves {
  private final double[] x;
  private final double[][] y;

  /**
   * Takes the curves of all seeds.
   *
   * @param x ascending
   * @param y one curve a seed, one value an abscissa; copied
   */
  public SeedCurves(double[] x, List<double[]> y) {
    this.x = x.clone();
    this.y = y.stream().map(double[]::clone).toArray(double[][]::new);
    for (double[] curve : this.y) {
      if (curve.length != x.length) {
        throw new IllegalArgumentException(
            "a curve of %d values over %d abscissae".formatted(curve.length, x.length));
      }
    }
  }

  public int seeds() {
    return y.length;
  }

  public int points() {
    return x.length;
  }

  /** The abscissae. */
  public double[] x() {
    return x.clone();
  }

  /** The same curves over other abscissae. */
  public SeedCurves over(double[] other) {
    return new SeedCurves(other, List.of(y));
  }

  /** How far each curve is below its own beginning. */
  public SeedCurves fallen() {
    return new SeedCurves(x, Arrays.stream(y).map(SeedCurves::fallen).toList());
  }

  private static double[] fallen(double[] curve) {
    return Arrays.stream(curve).map(v -> curve[0] - v).toArray();
  }

  /** What each seed's curve has at an abscissa, on the straight line between its neighbours. */
  public double[] at(double abscissa) {
    return Arrays.stream(y)
        .mapToDouble(curve -> TolerableCut.valueAt(x, curve, abscissa))
        .toArray();
  }

  /** The mean curve. */
  public double[] mean() {
    double[] shares = new double[y.length];
    Arrays.fill(shares, 1.0 / y.length);
    return mean(shares);
  }

  /**
   * A weighted mean curve.
   *
   * @param shares of the seeds, that sum to 1
   */
  public double[] mean(double[] shares) {
    double[] mean = new double[x.length];
    for (int s = 0; s < y.length; s++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += shares[s] * y[s][i];
      }
    }
    return mean;
  }

  /**
   * What no common curve with a level for each seed explains: Σ (y_si − ȳ_s − ȳ_i + ȳ)², each seed
   * weighted by n times its share.
   */
  public double interaction(double[] shares) {
    double[] mean = mean(shares);
    double sum = 0;
    for (int s = 0; s < y.length; s++) {
      double level = 0;
      for (int i = 0; i < mean.length; i++) {
        level += (y[s][i] - mean[i]) / mean.length;
      }
      for (int i = 0; i < mean.length; i++) {
        double rest = y[s][i] - mean[i] - level;
        sum += y.length * shares[s] * rest * rest;
      }
    }
    return sum;
  }
}
