package org.espalier.report.internal.statistics;

/**
 * How far one can go along curves of what is lost, all of which begin at 0, before the mean loss is
 * above a bound for the first time; between two abscissae the mean loss is a straight line.
 *
 * @param at the abscissa; infinite if the bound isn't reached at the last one
 * @param interval of it, bootstrapped over the seeds; both NaN below two seeds
 */
public record TolerableCut(double at, Bootstrap.Interval interval) {

  /**
   * Finds the place.
   *
   * @param losses one curve a seed, the first value of each 0
   * @param bound the mean loss that is allowed
   */
  public static TolerableCut of(SeedCurves losses, double bound) {
    double[] x = losses.x();
    Bootstrap.Interval interval =
        losses.seeds() < 2
            ? new Bootstrap.Interval(Double.NaN, Double.NaN)
            : new Bootstrap(losses.seeds()).interval(s -> crossing(x, losses.mean(s), bound));
    return new TolerableCut(crossing(x, losses.mean(), bound), interval);
  }

  /** Where a curve is above the bound for the first time; infinite if nowhere. */
  static double crossing(double[] x, double[] loss, double bound) {
    for (int i = 1; i < x.length; i++) {
      if (loss[i] > bound + 1e-12) {
        double share = (bound - loss[i - 1]) / (loss[i] - loss[i - 1]);
        return x[i - 1] + Math.min(1, Math.max(0, share)) * (x[i] - x[i - 1]);
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** The value at an abscissa within the curve's, on the straight line between its neighbours. */
  static double valueAt(double[] x, double[] y, double at) {
    for (int i = 1; i < x.length; i++) {
      if (at <= x[i]) {
        double share = (at - x[i - 1]) / (x[i] - x[i - 1]);
        return y[i - 1] + share * (y[i] - y[i - 1]);
      }
    }
    return Double.NaN;
  }
}
