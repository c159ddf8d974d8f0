package org.espalier.report.internal.statistics;

import java.util.Arrays;

/**
 * Wilcoxon's signed-rank test that paired differences are symmetric about 0 (F. Wilcoxon,
 * "Individual comparisons by ranking methods", Biometrics Bulletin 1, 1945), exact with ties, too:
 * the distribution of the sum of the positive ranks over all 2ⁿ choices of signs, mean ranks where
 * sizes are equal. Differences of 0 are left out.
 */
public final class SignedRank {
  /** Most differences; the exact distribution costs their cube. */
  static final int MOST = 300;

  /** Shares of examples that differ by less differ by rounding. */
  private static final double ROUNDING = 1e-12;

  private SignedRank() {}

  /**
   * The two-sided p value: twice the lesser tail, at most 1; 1 where all are 0, NaN for none or
   * more than 300.
   */
  public static double p(double... differences) {
    double[] d = Arrays.stream(differences).filter(v -> Math.abs(v) > ROUNDING).toArray();
    if (differences.length == 0 || d.length > MOST) {
      return Double.NaN;
    } else if (d.length == 0) {
      return 1;
    }
    int[] ranks = doubledRanks(d);
    int positive = 0;
    int all = 0;
    for (int i = 0; i < d.length; i++) {
      positive += d[i] > 0 ? ranks[i] : 0;
      all += ranks[i];
    }
    double[] distribution = distribution(ranks, all);
    double below = Arrays.stream(distribution, 0, positive + 1).sum();
    double above = Arrays.stream(distribution, positive, all + 1).sum();
    return Math.min(1, 2 * Math.min(below, above));
  }

  /** Twice the ranks of the sizes, so that mean ranks are whole. */
  private static int[] doubledRanks(double[] d) {
    int[] ranks = new int[d.length];
    for (int i = 0; i < d.length; i++) {
      int smaller = 0;
      int equal = 0;
      for (double other : d) {
        double apart = Math.abs(other) - Math.abs(d[i]);
        smaller += apart < -ROUNDING ? 1 : 0;
        equal += Math.abs(apart) <= ROUNDING ? 1 : 0;
      }
      ranks[i] = 2 * smaller + equal + 1;
    }
    return ranks;
  }

  /** The probability of each sum of ranks. */
  private static double[] distribution(int[] ranks, int all) {
    double[] probabilities = new double[all + 1];
    probabilities[0] = 1;
    for (int rank : ranks) {
      for (int sum = all; sum >= 0; sum--) {
        double with = sum < rank ? 0 : probabilities[sum - rank];
        probabilities[sum] = (probabilities[sum] + with) / 2;
      }
    }
    return probabilities;
  }
}
