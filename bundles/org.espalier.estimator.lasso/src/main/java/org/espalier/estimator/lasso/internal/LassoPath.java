package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Progress;

/**
 * Solves min (1/2n)‖y − X̃β‖² + λ Σ s_c|β_c| for one λ after the other, falling, each to a duality
 * gap, where X̃ are squared updates with the unpenalised columns taken out and s_c is the scale of
 * column c.
 *
 * <p>A small working set of columns is solved for several λ ahead; then one pass over all columns
 * against the last one's residual gives the columns that violate it worst, which join the set, and
 * with {@link DualPoint} the duality gap of each over all columns (Massias, Gramfort and Salmon
 * 2018, "Celer: a fast solver for the Lasso with dual extrapolation", with a set that only grows,
 * solved exactly). The passes are the caller's, so that several paths can share them.
 *
 * <p>Neither dual extrapolation nor Gap Safe screening (Ndiaye, Fercoq, Gramfort and Salmon 2017)
 * would save a pass here: the set's residuals are exact, so there is no limit to extrapolate to,
 * and a λ takes 3 to 7 passes of which only the last finds a gap small enough to rule columns out.
 */
final class LassoPath implements PassClient {
  /** Columns that the set begins with, and the least it may grow by. */
  static final int FIRST = 128;

  /** The set is solved to this share of the gap that is asked for. */
  private static final double INNER = 0.1;

  /** Share of λn beyond which a column joins the set before its turn, while the path goes on. */
  private static final double NEAR = 0.95;

  /** Passes before more λ are tried at once, where the mixture of dual points fell short. */
  private static final int PATIENCE = 8;

  /** λ solved ahead of a pass, at most. */
  private static final int MOST_AHEAD = 32;

  private final ColumnScales scales;
  private final Regression regression;
  private final double[] lambdas;
  private final double tolerance;
  private final int maxIterations;
  private final WorkingSet set;
  private final SetSolver solver;
  private final List<Verified> solutions = new ArrayList<>();
  private List<LassoSolution> candidates = List.of();
  private Steepest outside;
  private DualPoint known;
  private double knownLambda;
  private int ahead = 1;
  private int patience;
  private double before = Double.POSITIVE_INFINITY;

  /**
   * @param set that the solver begins with; becomes the path's own
   * @param lambdas λ of each solution, falling
   * @param tolerance the relative duality gap to stop at
   * @param maxIterations of all solutions together
   */
  LassoPath(
      ColumnScales scales,
      Regression regression,
      WorkingSet set,
      double[] lambdas,
      double tolerance,
      int maxIterations) {
    this.scales = scales;
    this.regression = regression;
    this.lambdas = lambdas.clone();
    this.tolerance = tolerance;
    this.maxIterations = maxIterations;
    this.set = set;
    this.solver = new SetSolver(set, regression.response());
    this.outside = outside(0);
    this.known = new DualPoint(regression.response(), Double.POSITIVE_INFINITY);
    this.knownLambda = Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean isDone() {
    return solutions.size() == lambdas.length;
  }

  /** One solution for each λ. */
  List<Verified> solutions() {
    return List.copyOf(solutions);
  }

  /** Pieces of homotopy and sweeps of coordinate descent so far. */
  int iterations() {
    return solver.iterations();
  }

  WorkingSet set() {
    return set;
  }

  private LassoSolution last() {
    return candidates.get(candidates.size() - 1);
  }

  private double threshold(LassoSolution solution) {
    return solution.lambda() * regression.sample().size();
  }

  private Steepest outside(double threshold) {
    double norm = Math.sqrt(Vectors.squaredNorm(solver.residual()));
    return new Steepest(scales, set.seen(), norm, threshold, Math.max(FIRST, set.size() / 4));
  }

  @Override
  public double[] next(Progress progress) {
    solveAhead(progress);
    return regression.sample().spread(last().residual());
  }

  @Override
  public FeaturePass.Sink sink() {
    return outside;
  }

  private void solveAhead(Progress progress) {
    candidates = new ArrayList<>();
    double target = INNER * tolerance * regression.unit();
    int end = Math.min(lambdas.length, solutions.size() + ahead);
    for (int i = solutions.size(); i < end; i++) {
      double threshold = lambdas[i] * regression.sample().size();
      solver.solve(threshold, target, maxIterations, progress);
      candidates.add(LassoSolution.of(lambdas[i], set, solver));
    }
    boolean atEnd = end == lambdas.length;
    outside = outside((atEnd ? 1 : NEAR) * threshold(last()));
  }

  /** Takes what the pass found: accepts solutions up to the first whose gap is too large. */
  @Override
  public void judge(Progress progress) {
    double[] residual = last().residual();
    DualPoint found = new DualPoint(residual, Math.max(outside.highest(), set.steepest(residual)));
    int accepted = 0;
    double gap = 0;
    for (LassoSolution candidate : candidates) {
      DualPoint point = between(candidate.lambda(), found);
      gap = gap(candidate, point);
      boolean hopeless = candidates.size() == 1 && isHopeless(gap);
      if (gap > tolerance && !hopeless) {
        break;
      }
      solutions.add(new Verified(candidate, gap, gap <= tolerance));
      accepted++;
    }
    before = accepted == 0 ? gap : Double.POSITIVE_INFINITY;
    lookAhead(accepted, gap(last(), found) <= tolerance);
    if (accepted > 0) {
      LassoSolution newest = candidates.get(accepted - 1);
      known = between(newest.lambda(), found);
      knownLambda = newest.lambda();
    }
    if (!isDone()) {
      set.add(outside.indices(), progress);
    }
    progress.at(solutions.size(), lambdas.length, "λ solved");
  }

  /**
   * Finds how many λ to solve before the next pass.
   *
   * @param sound whether the last one's own residual vouches for it
   */
  private void lookAhead(int accepted, boolean sound) {
    if (accepted < candidates.size()) {
      ahead = Math.max(1, accepted);
      patience = sound ? PATIENCE : 0;
    } else if (patience > 0) {
      patience--;
    } else {
      ahead = Math.min(MOST_AHEAD, 2 * ahead);
    }
  }

  /** Whether no column can be added and the last pass brought nothing, or no iteration is left. */
  private boolean isHopeless(double gap) {
    boolean stuck = outside.highest() <= threshold(last()) && gap > 0.5 * before;
    return stuck || solver.iterations() >= maxIterations;
  }

  private DualPoint between(double lambda, DualPoint found) {
    double end = last().lambda();
    if (lambda == end || Double.isInfinite(knownLambda)) {
      return found;
    }
    return known.mixed((knownLambda - lambda) / (knownLambda - end), found);
  }

  private double gap(LassoSolution candidate, DualPoint point) {
    double threshold = threshold(candidate);
    if (regression.unit() == 0 || threshold == 0) {
      return 0;
    }
    return point.gap(candidate, regression.response(), threshold) / regression.unit();
  }
}
