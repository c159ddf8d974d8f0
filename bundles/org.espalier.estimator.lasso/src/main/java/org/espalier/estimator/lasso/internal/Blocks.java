package org.espalier.estimator.lasso.internal;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Runs of parameters that one thread looks at, all rows of one before the next. */
final class Blocks {
  /** Columns: four rows of floats, and a few sums, in the second-level cache. */
  static final int WIDTH = 4096;

  private final int parameters;

  Blocks(int parameters) {
    this.parameters = parameters;
  }

  int count() {
    return (int) (((long) parameters + WIDTH - 1) / WIDTH);
  }

  int from(int block) {
    return block * WIDTH;
  }

  int width(int block) {
    return Math.min(WIDTH, parameters - from(block));
  }

  /** Each block once, on as many threads as the common pool has; the results don't depend on it. */
  void forEach(IntConsumer work) {
    if (count() == 1) {
      work.accept(0);
    } else {
      IntStream.range(0, count()).parallel().forEach(work);
    }
  }
}
