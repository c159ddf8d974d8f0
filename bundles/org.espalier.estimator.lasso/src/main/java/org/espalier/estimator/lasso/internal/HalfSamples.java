package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.espalier.core.Progress;

/** Complementary pairs of half the rows, in blocks, as many at a time as share a pass. */
final class HalfSamples {
  private final LassoProblem problem;
  private final LassoOptions options;
  private final RowBlocks blocks;

  HalfSamples(LassoProblem problem, LassoOptions options) {
    int rows = problem.features().rows();
    this.problem = problem;
    this.options = options;
    this.blocks = new RowBlocks(rows, options.blockLengthOf(rows));
  }

  /** Rows that stay together. */
  int blockLength() {
    return blocks.length();
  }

  /** λ of all rows times √(n ÷ n/2), as the universal level σ√(2 ln p / n) has it. */
  double lambda(double lambda, Sample half) {
    return lambda * Math.sqrt(problem.features().rows() / (double) half.size());
  }

  /**
   * States a problem for each half and solves it, so many at a time as share a pass.
   *
   * @param statement of the problem on a half
   * @param solved is given each, in the order of the halves
   * @param seed of the halves
   * @return passes made
   */
  <C extends PassClient> int solve(
      Function<Sample, C> statement, Consumer<C> solved, long seed, Progress progress) {
    Random random = new Random(seed);
    int atOnce = Math.max(1, FeaturePass.MOST / problem.features().lags() / 2);
    int passes = 0;
    for (int done = 0; done < options.pairs(); done += atOnce) {
      progress.at(done, options.pairs(), "pairs of subsamples");
      List<C> some = new ArrayList<>();
      for (int pair = done; pair < Math.min(options.pairs(), done + atOnce); pair++) {
        for (Sample half : blocks.complementaryHalves(random)) {
          progress.check();
          some.add(statement.apply(half));
        }
      }
      passes += PassClient.solve(some, problem.pass(), progress);
      some.forEach(solved);
    }
    return passes;
  }
}
