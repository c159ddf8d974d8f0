package org.espalier.estimator.lasso.internal;

import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;

/** The solution of one {@link LassoProblem}, in the units of the trajectory. */
final class LassoFit {
  private final LassoProblem problem;
  private final WorkingSetLasso solver;
  private final double[] coefficients;
  private final double lambdaRatio;
  private final boolean converged;

  private LassoFit(LassoProblem problem, LassoOptions options, Progress progress) {
    this.problem = problem;
    this.solver = problem.solver(progress);
    this.lambdaRatio = options.lambdaRatio();
    this.converged =
        solver.solve(
            lambdaRatio * problem.lambdaMax(), options.tolerance(), options.maxIterations());
    this.coefficients = inUnits(solver.coefficients());
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
    return lambdaRatio * lambdaMax();
  }

  /** The least λ with γ = 0. */
  double lambdaMax() {
    return Math.scalb(problem.lambdaMax(), problem.exponent());
  }

  /** The duality gap, relative to ‖y‖²/2n. */
  double dualityGap() {
    return solver.gap();
  }

  /** Whether the gap is within the tolerance. */
  boolean converged() {
    return converged;
  }

  /** Of the response with the unpenalised columns taken out. */
  double rSquared() {
    return solver.rSquared();
  }

  /** Sweeps of coordinate descent over the working set. */
  int iterations() {
    return solver.iterations();
  }

  /** Passes over the trajectory's updates, the one that stated the problem too. */
  int passes() {
    return solver.passes() + 1;
  }

  /** Columns in the working set. */
  int workingSet() {
    return solver.workingSet();
  }

  /** Columns without a part, because they are constant or depend on the unpenalised ones. */
  int leftOut() {
    return problem.leftOut();
  }

  private double[] inUnits(double[] scaled) {
    for (int c = 0; c < scaled.length; c++) {
      scaled[c] = Math.scalb(scaled[c], problem.exponent());
      if (!Double.isFinite(scaled[c])) {
        throw new InvalidDataException(
            "gamma of parameter %d is beyond the range of a double; scale the losses down"
                .formatted(c % problem.parameters()));
      }
    }
    return scaled;
  }
}
