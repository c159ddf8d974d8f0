package org.espalier.harness.internal.flatness;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.espalier.core.model.Mask;

/**
 * The trace of a symmetric operator by Hutchinson's estimator: the mean of zᵀHz over vectors z of
 * independent signs (Hutchinson 1989). Its variance is 2 Σᵢ≠ⱼ Hᵢⱼ² ÷ samples.
 *
 * @param trace the mean
 * @param standardError deviation of the samples ÷ √samples
 * @param samples how many
 */
record Hutchinson(double trace, double standardError, int samples) {
  /** A deviation of fewer says little. */
  private static final int FEWEST = 8;

  /**
   * Samples until the standard error is at most a share of the mean, or the cap is reached.
   *
   * @param mask where z is not 0
   * @param form z ↦ zᵀHz
   * @param relativeError the share
   * @param most the cap, at least 2
   */
  static Hutchinson estimate(
      Mask mask, ToDoubleFunction<double[]> form, double relativeError, int most, long seed) {
    Random random = new Random(seed);
    SummaryStatistics values = new SummaryStatistics();
    double error = Double.POSITIVE_INFINITY;
    while (values.getN() < most
        && (values.getN() < FEWEST || error > relativeError * Math.abs(values.getMean()))) {
      values.addValue(form.applyAsDouble(Vectors.rademacher(mask, random)));
      error = values.getStandardDeviation() / Math.sqrt((double) values.getN());
    }
    return new Hutchinson(values.getMean(), error, (int) values.getN());
  }
}
