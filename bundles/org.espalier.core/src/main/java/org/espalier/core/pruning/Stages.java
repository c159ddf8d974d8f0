package org.espalier.core.pruning;

import java.util.stream.IntStream;

/**
 * The way down to a sparsity in small steps, for criteria that change as weights go: density 0.8,
 * then each time nine tenths of it, below 0.15 nineteen twentieths, and at last the density asked
 * for.
 */
public final class Stages {
  private static final double FIRST = 0.8;
  private static final double FACTOR = 0.9;
  private static final double SPARSE = 0.15;
  private static final double LATE_FACTOR = 0.95;

  private Stages() {}

  /**
   * The number of weights to keep after each stage, falling; the last is the request's.
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

  private static int count(double density, int prunable) {
    return (int) Math.round(density * prunable);
  }
}
