package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.inference.TTest;
import org.espalier.harness.result.Cell;
import org.espalier.report.internal.statistics.EffectSize;
import org.espalier.report.internal.statistics.SignedRank;

/**
 * Mean difference d̄ of two methods' accuracies on the same seeds, with Student's interval d̄ ±
 * t₀.₉₇₅,ₙ₋₁ s/√n (Gosset 1908).
 *
 * @param mean d̄; NaN without a common seed
 * @param low lower end of the interval; NaN below two common seeds
 * @param high upper end, likewise
 * @param p of the two-sided paired t test that d̄ is 0; 1 where all differences are 0, NaN where
 *     they are otherwise constant, or below two common seeds
 * @param seeds n
 * @param signedRank p value of the exact {@link SignedRank} test that the differences are symmetric
 *     about 0; NaN without a common seed
 * @param effect d̄ in its own standard deviations, {@link EffectSize}; NaN where it has no value
 */
record PairedDifference(
    double mean, double low, double high, double p, int seeds, double signedRank, double effect) {
  private static final double QUANTILE = 0.975;

  /** A standard error of d̄ below it is the rounding of accuracies, which are at most 1. */
  private static final double ROUNDING = 10 * Math.ulp(1.0);

  /** {@code a} minus {@code b}, both measured cells. */
  static PairedDifference of(List<Cell> a, List<Cell> b) {
    Map<Long, Double> bySeed = new HashMap<>();
    b.forEach(cell -> bySeed.put(cell.seed(), cell.accuracy()));
    List<Double> differences = new ArrayList<>();
    for (Cell cell : a) {
      Double other = bySeed.get(cell.seed());
      if (other != null) {
        differences.add(cell.accuracy() - other);
      }
    }
    return of(differences.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Of differences, one a seed. */
  static PairedDifference of(double... values) {
    SummaryStatistics differences = new SummaryStatistics();
    for (double value : values) {
      differences.addValue(value);
    }
    int n = values.length;
    double mean = differences.getMean();
    double sd = differences.getStandardDeviation();
    double half =
        n < 2
            ? Double.NaN
            : new TDistribution(n - 1.0).inverseCumulativeProbability(QUANTILE) * sd / Math.sqrt(n);
    boolean varies = n > 1 && sd >= Math.sqrt(n) * ROUNDING;
    return new PairedDifference(
        mean,
        mean - half,
        mean + half,
        p(differences),
        n,
        SignedRank.p(values),
        varies ? EffectSize.corrected(mean, sd, n) : Double.NaN);
  }

  /** Student's t has no value where the differences don't vary. */
  private static double p(SummaryStatistics differences) {
    int n = (int) differences.getN();
    if (n < 2) {
      return Double.NaN;
    } else if (differences.getMin() == 0 && differences.getMax() == 0) {
      return 1;
    }
    return differences.getStandardDeviation() < Math.sqrt(n) * ROUNDING
        ? Double.NaN
        : new TTest().tTest(0, differences);
  }

  /** Whether there is an interval and 0 lies outside of it. */
  boolean excludesZero() {
    return low > 0 || high < 0;
  }
}
