package org.espalier.core.pruning;

import java.util.stream.IntStream;

/** The way down to a sparsity in small steps, for criteria that change as weights go. */
public final class Stages {
  private static final double FIRST = 0.8;
  private static final double FACTOR = 0.9;
  private static final double SPARSE = 0.15;
  private static final double LATE_FACTOR = 0.95;

  private Stages() {}

  /**
   * The number of weights to keep after each stage, falling; the last is the request's: density
   * 0.8, then each time nine tenths of it, below 0.15 nineteen twentieths, and at last the density
   * asked for.
   *
   * @return at least one number
   */
  public static int[] of(PruningRequest request) {
    int prunable = request.layout().prunableSize();
    int alive = request.alive().keptPrunable();
    int last = request.keep();
    IntStream.Builder stages = IntStream.builder();
    double density = FIRST;
    for (int keep = count(density, prunable); keep > last; keep = count(density, prunable)) {
      if (keep < alive) {
        stages.add(keep);
      }
      density *= density < SPARSE ? LATE_FACTOR : FACTOR;
    }
    return stages.add(last).build().distinct().toArray();
  }

  /**
   * The same in a fixed number of stages, each of which keeps the same share of what the one before
   * has left: after stage k of n, a(m/a)^(k/n) weights, a the living ones and m the request's.
   *
   * @param count n, at least 1; fewer where two stages would keep equally many
   * @return at least one number, falling; the last is the request's
   */
  public static int[] exponential(PruningRequest request, int count) {
    double alive = request.alive().keptPrunable();
    int last = request.keep();
    if (last >= alive) {
      return new int[] {last};
    }
    return IntStream.rangeClosed(1, count)
        .map(
            k ->
                k == count
                    ? last
                    : (int) Math.round(alive * Math.pow(last / alive, k / (double) count)))
        .distinct()
        .toArray();
  }

  private static int count(double density, int prunable) {
    return (int) Math.round(density * prunable);
  }
}
