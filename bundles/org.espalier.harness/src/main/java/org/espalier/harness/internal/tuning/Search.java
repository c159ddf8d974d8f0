package org.espalier.harness.internal.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.HaltonSequenceGenerator;
import org.espalier.harness.internal.tuning.GaussianProcess.Prediction;
import org.espalier.harness.tuning.Dimension;

/**
 * Says what to try next: at first points of a Halton sequence, then the place of the greatest
 * expected improvement (Jones, Schonlau and Welch 1998, equation 15) under a Gaussian process of
 * what was seen. The same trials and seed give the same next one.
 */
final class Search {
  private static final int CANDIDATES = 2_000;
  private static final int NEAR_THE_BEST = 500;
  private static final double STEP = 0.1;
  private static final int DESIGN_TRIES = 200;

  /** The first points of a Halton sequence in several dimensions lie on a line. */
  private static final int SKIPPED = 20;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private final List<Dimension> dimensions;
  private final int width;
  private final long seed;

  /** Settings that were tried, and what came of it; the higher, the better. */
  record Seen(Map<String, String> settings, double value) {}

  Search(List<Dimension> dimensions, long seed) {
    this.dimensions = dimensions;
    this.width = dimensions.stream().mapToInt(Dimension::width).sum();
    this.seed = seed;
  }

  /** Trials before the process has a say. */
  int designed() {
    return 2 * dimensions.size() + 2;
  }

  /** The next settings, which none of those seen has; the best of them, if there are no others. */
  Map<String, String> next(List<Seen> seen) {
    Optional<Map<String, String>> design =
        seen.size() < designed() ? designed(seen) : Optional.empty();
    if (design.isPresent()) {
      return design.get();
    }
    double[][] places = seen.stream().map(s -> place(s.settings())).toArray(double[][]::new);
    double[] values = seen.stream().mapToDouble(Seen::value).toArray();
    GaussianProcess process = GaussianProcess.fit(places, values);
    int best = best(values);
    Map<String, String> chosen = seen.get(best).settings();
    double greatest = -1;
    for (double[] candidate : candidates(places[best], seen.size())) {
      Map<String, String> settings = settings(candidate);
      double improvement =
          isKnown(settings, seen) ? -1 : improvement(process.at(place(settings)), values[best]);
      if (improvement > greatest) {
        greatest = improvement;
        chosen = settings;
      }
    }
    return chosen;
  }

  /** The first new settings of the sequence; empty if there are hardly any others. */
  private Optional<Map<String, String>> designed(List<Seen> seen) {
    HaltonSequenceGenerator halton = new HaltonSequenceGenerator(width);
    halton.skipTo(SKIPPED + (int) Math.floorMod(seed, 1_000L));
    for (int i = 0; i < DESIGN_TRIES; i++) {
      Map<String, String> settings = settings(halton.nextVector());
      if (!isKnown(settings, seen)) {
        return Optional.of(settings);
      }
    }
    return Optional.empty();
  }

  private static boolean isKnown(Map<String, String> settings, List<Seen> seen) {
    return seen.stream().anyMatch(s -> s.settings().equals(settings));
  }

  private static int best(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private List<double[]> candidates(double[] best, int round) {
    Random random = new Random(seed * 1_000_003L + round);
    List<double[]> candidates = new ArrayList<>();
    for (int i = 0; i < CANDIDATES; i++) {
      candidates.add(random.doubles(width).toArray());
    }
    for (int i = 0; i < NEAR_THE_BEST; i++) {
      double[] near = new double[width];
      Arrays.setAll(near, k -> Math.min(1, Math.max(0, best[k] + STEP * random.nextGaussian())));
      candidates.add(near);
    }
    return candidates;
  }

  /** (μ − f*) Φ(z) + σ φ(z), z = (μ − f*) ÷ σ. */
  static double improvement(Prediction prediction, double best) {
    double gain = prediction.mean() - best;
    if (prediction.deviation() <= 0) {
      return Math.max(0, gain);
    }
    double z = gain / prediction.deviation();
    return gain * NORMAL.cumulativeProbability(z) + prediction.deviation() * NORMAL.density(z);
  }

  private Map<String, String> settings(double[] place) {
    Map<String, String> settings = new LinkedHashMap<>();
    int from = 0;
    for (Dimension dimension : dimensions) {
      int to = from + dimension.width();
      settings.put(dimension.key(), dimension.value(Arrays.copyOfRange(place, from, to)));
      from = to;
    }
    return settings;
  }

  private double[] place(Map<String, String> settings) {
    double[] place = new double[width];
    int at = 0;
    for (Dimension dimension : dimensions) {
      double[] own = dimension.place(settings.getOrDefault(dimension.key(), ""));
      System.arraycopy(own, 0, place, at, own.length);
      at += own.length;
    }
    return place;
  }
}
