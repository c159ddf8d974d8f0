package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One axis of a chart: shares between two limits, even, or spread towards 1 as −log(1 − share).
 *
 * @param spread whether equal factors of 1 − share are equally far apart
 * @param low the share where the axis begins
 * @param high the share where it ends, above {@code low}; below 1 if spread
 */
record Scale(boolean spread, double low, double high) {
  private static final double[] STEPS = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2};
  private static final double[] SPREAD_TICKS = {
    0, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999
  };
  private static final double HIGHEST = 0.999;
  private static final double LEAST_RANGE = 0.02;
  private static final int MOST_TICKS = 7;

  /** An axis for sparsities, half a halving of the density wider than they are. */
  static Scale ofSparsities(DoubleStream sparsities) {
    double[] known = sparsities.filter(s -> s >= 0 && s < 1).sorted().toArray();
    if (known.length == 0) {
      return new Scale(true, 0, 0.5);
    }
    double least = 1 - known[0];
    double most = 1 - known[known.length - 1];
    return new Scale(true, Math.max(0, 1 - least * Math.sqrt(2)), 1 - most / Math.sqrt(2));
  }

  /** An even axis for accuracies, to whole ticks and within 0 and 1. */
  static Scale ofAccuracies(DoubleStream accuracies) {
    double[] known = accuracies.filter(Double::isFinite).sorted().toArray();
    if (known.length == 0) {
      return new Scale(false, 0, 1);
    }
    double high = Math.min(1, Math.max(LEAST_RANGE, known[known.length - 1]));
    double low = Math.max(0, Math.min(known[0], high - LEAST_RANGE));
    double step = step(low, high);
    double floor = Math.floor(low / step + 1e-9) * step;
    double ceiling = Math.ceil(high / step - 1e-9) * step;
    return new Scale(false, Math.max(0, floor), Math.min(1, Math.max(ceiling, floor + step)));
  }

  /** An axis for accuracies that spreads the high ones; what lies above 99.9 % is drawn there. */
  static Scale ofHighAccuracies(DoubleStream accuracies) {
    double[] known = accuracies.filter(Double::isFinite).sorted().toArray();
    if (known.length == 0) {
      return new Scale(true, 0, HIGHEST);
    }
    double low = Math.min(0.9, Math.max(0, known[0]));
    double high = Math.min(HIGHEST, Math.max(low, known[known.length - 1]));
    return new Scale(true, low, Math.min(HIGHEST, 1 - (1 - high) / 1.4));
  }

  /** Where a share lies, 0 at the axis' beginning and 1 at its end, which it never leaves. */
  double at(double share) {
    double within = Math.min(high, Math.max(low, share));
    return spread
        ? Math.log((1 - within) / (1 - low)) / Math.log((1 - high) / (1 - low))
        : (within - low) / (high - low);
  }

  /** Round shares for the ticks. */
  List<Double> ticks() {
    return spread
        ? DoubleStream.of(SPREAD_TICKS).filter(t -> t >= low && t <= high).boxed().toList()
        : evenTicks();
  }

  private List<Double> evenTicks() {
    double step = step(low, high);
    List<Double> ticks = new ArrayList<>();
    for (long k = Math.round(Math.ceil(low / step - 1e-9)); k * step <= high + 1e-9; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  private static double step(double low, double high) {
    for (double step : STEPS) {
      if ((high - low) / step <= MOST_TICKS) {
        return step;
      }
    }
    return STEPS[STEPS.length - 1];
  }
}
