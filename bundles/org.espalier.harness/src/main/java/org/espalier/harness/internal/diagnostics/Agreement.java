package org.espalier.harness.internal.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.ParameterGroup;

/** How far estimates of the same parameters agree: means over all pairs that define a figure. */
public final class Agreement {
  private Agreement() {}

  /** Mean of |A ∩ B| ÷ |A ∪ B| over the supports γ ≠ 0; two empty ones define none. */
  public static OptionalDouble jaccard(List<double[]> gammas) {
    return meanOverPairs(gammas, Agreement::jaccard);
  }

  /**
   * What {@link #jaccard} is expected to be for random supports of these sizes, Σᵢ P(i) i ÷ (a + b
   * − i), with i common elements hypergeometric.
   */
  public static OptionalDouble jaccardByChance(List<double[]> gammas) {
    return meanOverPairs(
        gammas, (a, b) -> jaccardByChance(a.length, supportSize(a), supportSize(b)));
  }

  /** Mean Spearman rank correlation, ties at their mean rank; constant values define none. */
  public static OptionalDouble spearman(List<double[]> values) {
    List<double[]> ranks = values.stream().map(new NaturalRanking()::rank).toList();
    return meanOverPairs(
        ranks, (a, b) -> a.length < 2 ? Double.NaN : new PearsonsCorrelation().correlation(a, b));
  }

  /** Σₖ valuesₖ over each group. */
  public static double[] sums(List<ParameterGroup> groups, double[] values) {
    double[] sums = new double[groups.size()];
    for (int g = 0; g < sums.length; g++) {
      for (IndexRange range : groups.get(g).ranges()) {
        for (int k = range.from(); k < range.to(); k++) {
          sums[g] += values[k];
        }
      }
    }
    return sums;
  }

  private static OptionalDouble meanOverPairs(
      List<double[]> all, ToDoubleBiFunction<double[], double[]> figure) {
    List<Double> figures = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        double of = figure.applyAsDouble(all.get(i), all.get(j));
        if (Double.isFinite(of)) {
          figures.add(of);
        }
      }
    }
    return figures.stream().mapToDouble(Double::doubleValue).average();
  }

  private static double jaccard(double[] a, double[] b) {
    int both = 0;
    int either = 0;
    for (int k = 0; k < a.length; k++) {
      both += a[k] != 0 && b[k] != 0 ? 1 : 0;
      either += a[k] != 0 || b[k] != 0 ? 1 : 0;
    }
    return both / (double) either;
  }

  private static double jaccardByChance(int parameters, int a, int b) {
    if (a + b == 0) {
      return Double.NaN;
    }
    HypergeometricDistribution common = new HypergeometricDistribution(null, parameters, a, b);
    int least = common.getSupportLowerBound();
    int most = common.getSupportUpperBound();
    if (least == most) { // one of them is everything or nothing
      return least / (double) (a + b - least);
    }
    double mean = 0;
    for (int i = least; i <= most; i++) {
      mean += common.probability(i) * i / (a + b - i);
    }
    return mean;
  }

  private static int supportSize(double[] gamma) {
    int size = 0;
    for (double g : gamma) {
      size += g != 0 ? 1 : 0;
    }
    return size;
  }
}
