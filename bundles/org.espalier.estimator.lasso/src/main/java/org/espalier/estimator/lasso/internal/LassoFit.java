package org.espalier.estimator.lasso.internal;

import java.util.List;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;

/** The solution of one {@link LassoProblem}, in the units of the trajectory. */
final class LassoFit {
  private final LassoProblem problem;
  private final LassoPath path;
  private final Verified solution;
  private final double[] coefficients;
  private final int passes;

  private LassoFit(LassoProblem problem, LassoOptions options, Progress progress) {
    this.problem = problem;
    this.path = problem.path(new double[] {options.lambdaRatio() * problem.lambdaMax()});
    this.passes = 1 + LassoPath.solve(List.of(path), problem.pass(), progress);
    this.solution = path.solutions().get(0);
    this.coefficients = inUnits();
  }

  /**
   * States the problem and solves it.
   *
   * @throws InvalidDataException if the trajectory is too short or not finite
   */
  static LassoFit of(Trajectory trajectory, LassoOptions options, Progress progress) {
    return new LassoFit(new LassoProblem(trajectory, options, progress), options, progress);
  }

  /** γ of each column, lag by lag, p values each; loss per squared update. */
  double[] coefficients() {
    return coefficients.clone();
  }

  /** λ; loss if features are standardised, else loss times squared update. */
  double lambda() {
    return Math.scalb(solution.solution().lambda(), problem.exponent());
  }

  /** The least λ with γ = 0. */
  double lambdaMax() {
    return Math.scalb(problem.lambdaMax(), problem.exponent());
  }

  /** The duality gap, relative to ‖y‖²/2n. */
  double dualityGap() {
    return solution.gap();
  }

  /** Whether the gap is within the tolerance. */
  boolean converged() {
    return solution.converged();
  }

  /** Of the response with the unpenalised columns taken out. */
  double rSquared() {
    double squares = 2 * problem.whole().unit();
    return squares == 0 ? 0 : 1 - Vectors.squaredNorm(solution.solution().residual()) / squares;
  }

  /** Pieces of homotopy and sweeps of coordinate descent over the working set. */
  int iterations() {
    return path.iterations();
  }

  /** Passes over the trajectory's updates, the one that stated the problem too. */
  int passes() {
    return passes;
  }

  /** Columns in the working set. */
  int workingSet() {
    return path.set().size();
  }

  /** Columns without a part, because they are constant or depend on the unpenalised ones. */
  int leftOut() {
    return problem.leftOut();
  }

  private double[] inUnits() {
    double[] all = new double[problem.features().columns()];
    LassoSolution found = solution.solution();
    for (int i = 0; i < found.size(); i++) {
      int c = found.index(i);
      all[c] = Math.scalb(found.coefficient(i), problem.exponent());
      if (!Double.isFinite(all[c])) {
        throw new InvalidDataException(
            "gamma of parameter %d is beyond the range of a double; scale the losses down"
                .formatted(c % problem.parameters()));
      }
    }
    return all;
  }
}
