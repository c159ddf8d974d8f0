package org.espalier.report.internal.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * The bootstrap over n units that are resampled whole. Up to {@value #EXACT} units every resample
 * is taken, with its probability, so that nothing is left to chance; above, {@value #DRAWN} are
 * drawn, by a seed. Intervals are expanded percentile intervals, which make up for the shortness of
 * percentile intervals where n is small: the tails are Φ(−√(n/(n − 1)) t₀.₉₇₅,ₙ₋₁) each (T. C.
 * Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69, 2015).
 */
public final class Bootstrap {
  /** Most units of which all resamples are taken. */
  public static final int EXACT = 7;

  /** Resamples that are drawn where there are more units. */
  public static final int DRAWN = 2000;

  private static final double LEVEL = 0.975;
  private static final long SEED = 20_241_203;

  /**
   * An interval.
   *
   * @param low lower end
   * @param high upper end
   */
  public record Interval(double low, double high) {}

  /** How often each unit is in a resample, and with which probability that is drawn. */
  private record Resample(List<Integer> counts, double probability) {
    double[] shares() {
      return counts.stream().mapToDouble(c -> c / (double) counts.size()).toArray();
    }
  }

  private record Value(double value, double probability) {}

  private final int units;
  private final List<Resample> resamples = new ArrayList<>();

  /**
   * All resamples of so many units, or those drawn.
   *
   * @param units n, at least 2
   */
  public Bootstrap(int units) {
    this.units = units;
    if (units <= EXACT) {
      enumerate(new int[units], 0, units);
    } else {
      draw();
    }
  }

  private void enumerate(int[] counts, int at, int left) {
    if (at == units - 1) {
      counts[at] = left;
      double ways = CombinatoricsUtils.factorial(units);
      for (int count : counts) {
        ways /= CombinatoricsUtils.factorial(count);
      }
      resamples.add(
          new Resample(Arrays.stream(counts).boxed().toList(), ways / Math.pow(units, units)));
      return;
    }
    for (int count = 0; count <= left; count++) {
      counts[at] = count;
      enumerate(counts, at + 1, left - count);
    }
  }

  private void draw() {
    Random random = new Random(SEED);
    for (int r = 0; r < DRAWN; r++) {
      int[] counts = new int[units];
      for (int i = 0; i < units; i++) {
        counts[random.nextInt(units)]++;
      }
      resamples.add(new Resample(Arrays.stream(counts).boxed().toList(), 1.0 / DRAWN));
    }
  }

  /**
   * The interval of a statistic at 95 %.
   *
   * @param statistic of a resample, given as the share of each unit in it; may be infinite
   */
  public Interval interval(ToDoubleFunction<double[]> statistic) {
    List<Value> values =
        resamples.stream()
            .map(r -> new Value(statistic.applyAsDouble(r.shares()), r.probability))
            .sorted(Comparator.comparingDouble(Value::value))
            .toList();
    double tail = tail();
    return new Interval(quantile(values, tail), quantile(values, 1 - tail));
  }

  /** The probability that a statistic of a resample is above 0. */
  public double probability(ToDoubleFunction<double[]> statistic) {
    return resamples.stream()
        .filter(r -> statistic.applyAsDouble(r.shares()) > 0)
        .mapToDouble(Resample::probability)
        .sum();
  }

  /** The probability left out on each side. */
  double tail() {
    double t = new TDistribution(units - 1.0).inverseCumulativeProbability(LEVEL);
    return new NormalDistribution().cumulativeProbability(-Math.sqrt(units / (units - 1.0)) * t);
  }

  /** The least value that has at least so much probability up to it. */
  private static double quantile(List<Value> ascending, double probability) {
    double sum = 0;
    for (Value value : ascending) {
      sum += value.probability;
      if (sum >= probability - 1e-12) {
        return value.value;
      }
    }
    return ascending.get(ascending.size() - 1).value;
  }
}
