package org.espalier.estimator.lasso.internal;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Blocks of parameters, narrow enough that what is summed over a few rows stays in cache. A thread
 * takes a run of blocks, a few rows of all before the next rows, so that it reads long pieces of
 * the file.
 */
final class Blocks {
  /** Columns of a block. */
  static final int WIDTH = 4096;

  /** Rows that are taken at once. */
  static final int ROWS = 32;

  /** Blocks of a run, at most: 256 KB of each row. */
  private static final int LONGEST = 16;

  /** Runs for each thread, so that none waits long for the last. */
  private static final int SHARES = 4;

  private final int parameters;
  private final int rows;

  /** What is done with one block. */
  interface Work {
    /** Takes rows from..to−1, which follow those before. */
    void take(int from, int to);

    /** Is called after the last row. */
    void finish();
  }

  /**
   * @param rows of updates
   */
  Blocks(int parameters, int rows) {
    this.parameters = parameters;
    this.rows = rows;
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

  /**
   * All rows of all blocks, on as many threads as the common pool has; what comes out doesn't
   * depend on how many.
   */
  void forEach(IntFunction<Work> work) {
    // The common pool has a thread beside the caller's even where there is one processor.
    int threads =
        Math.min(
            Runtime.getRuntime().availableProcessors(),
            ForkJoinPool.getCommonPoolParallelism() + 1);
    int length = Math.max(1, Math.min(LONGEST, count() / (SHARES * threads)));
    int runs = (count() + length - 1) / length;
    IntStream stream = IntStream.range(0, runs);
    (threads > 1 ? stream.parallel() : stream)
        .forEach(run -> takeRun(run * length, Math.min(count(), (run + 1) * length), work));
  }

  private void takeRun(int first, int end, IntFunction<Work> work) {
    List<Work> works = IntStream.range(first, end).mapToObj(work).toList();
    for (int from = 0; from < rows; from += ROWS) {
      for (Work one : works) {
        one.take(from, Math.min(rows, from + ROWS));
      }
    }
    works.forEach(Work::finish);
  }
}
