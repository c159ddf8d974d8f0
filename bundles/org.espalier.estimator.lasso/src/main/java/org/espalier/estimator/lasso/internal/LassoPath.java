package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.Progress;

/**
 * Solves min (1/2n)‖y − X̃β‖² + λ Σ s_c|β_c| for one λ after the other, falling, each to a duality
 * gap, where X̃ are squared updates with the unpenalised columns taken out and s_c is the scale of
 * column c.
 *
 * <p>A small working set of columns is solved for several λ ahead; then one pass over all columns
 * gives the duality gaps of the whole problem and the columns that violate it worst, which join the
 * set (Massias, Gramfort and Salmon 2018, "Celer: a fast solver for the Lasso with dual
 * extrapolation", with a set that only grows, solved exactly). The passes are the caller's, so that
 * several paths can share them.
 */
final class LassoPath {
  /** Columns that the set begins with, and the least it may grow by. */
  static final int FIRST = 128;

  /** The set is solved to this share of the gap that is asked for. */
  private static final double INNER = 0.1;

  /** λ solved ahead of a pass, at most. */
  private static final int MOST_AHEAD = 16;

  private final ColumnScales scales;
  private final Regression regression;
  private final double[] lambdas;
  private final double tolerance;
  private final int maxIterations;
  private final WorkingSet set;
  private final SetSolver solver;
  private final List<Verified> solutions = new ArrayList<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private int ahead = 1;
  private double before = Double.POSITIVE_INFINITY;

  /**
   * What was solved on the set.
   *
   * @param solution of one λ
   * @param outside what the pass finds of its residual outside the set
   */
  private record Candidate(LassoSolution solution, Steepest outside) {}

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
  }

  /**
   * Solves paths together, each pass for all that are not done.
   *
   * @return passes made
   */
  static int solve(List<LassoPath> paths, FeaturePass pass, Progress progress) {
    int passes = 0;
    List<LassoPath> open = paths;
    while (true) {
      open = open.stream().filter(path -> !path.isDone()).toList();
      if (open.isEmpty()) {
        return passes;
      }
      List<double[]> vectors = new ArrayList<>();
      List<Steepest> sinks = new ArrayList<>();
      for (LassoPath path : open) {
        path.solveAhead(progress);
        for (Candidate candidate : path.candidates) {
          vectors.add(path.regression.sample().spread(candidate.solution.residual()));
          sinks.add(candidate.outside);
        }
      }
      passes +=
          pass.run(
              vectors,
              (v, from, products, width) -> sinks.get(v).accept(v, from, products, width),
              progress);
      for (LassoPath path : open) {
        path.judge(progress);
      }
    }
  }

  boolean isDone() {
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

  private double threshold(double lambda) {
    return lambda * regression.sample().size();
  }

  private void solveAhead(Progress progress) {
    candidates.clear();
    double target = INNER * tolerance * regression.unit();
    int end = Math.min(lambdas.length, solutions.size() + ahead);
    for (int i = solutions.size(); i < end; i++) {
      double threshold = threshold(lambdas[i]);
      solver.solve(threshold, target, maxIterations, progress);
      double norm = Math.sqrt(Vectors.squaredNorm(solver.residual()));
      int most = Math.max(FIRST, set.size());
      candidates.add(
          new Candidate(
              LassoSolution.of(lambdas[i], set, solver),
              new Steepest(scales, set.seen(), norm, threshold, most)));
    }
  }

  /** Takes what the pass found: accepts solutions up to the first whose gap is too large. */
  private void judge(Progress progress) {
    int accepted = 0;
    for (Candidate candidate : candidates) {
      double gap = gap(candidate);
      if (gap > tolerance && !(accepted == 0 && isHopeless(candidate, gap))) {
        break;
      }
      solutions.add(new Verified(candidate.solution, gap, gap <= tolerance));
      accepted++;
    }
    before = accepted == 0 ? gap(candidates.get(0)) : Double.POSITIVE_INFINITY;
    boolean all = accepted == candidates.size();
    ahead = all ? Math.min(MOST_AHEAD, 2 * ahead) : Math.max(1, accepted);
    if (!all) {
      grow(accepted, progress);
    }
    progress.at(solutions.size(), lambdas.length, "λ solved");
  }

  /** Whether no column can be added and the last pass brought nothing, or no iteration is left. */
  private boolean isHopeless(Candidate candidate, double gap) {
    boolean stuck = candidate.outside.indices().length == 0 && gap > 0.5 * before;
    return stuck || solver.iterations() >= maxIterations;
  }

  /** Takes up what violates the first solution that was not accepted, then the later ones. */
  private void grow(int accepted, Progress progress) {
    set.add(
        candidates.stream()
            .skip(accepted)
            .flatMapToInt(candidate -> Arrays.stream(candidate.outside.indices()))
            .distinct()
            .limit(Math.max(FIRST, set.size()))
            .toArray(),
        progress);
  }

  private double gap(Candidate candidate) {
    LassoSolution solution = candidate.solution;
    double threshold = threshold(solution.lambda());
    if (regression.unit() == 0 || threshold == 0) {
      return 0;
    }
    double steepest = Math.max(candidate.outside.highest(), set.steepest(solution.residual()));
    return DualityGap.of(
            solution.residual(), regression.response(), steepest / threshold, solution.penalty())
        / regression.unit();
  }
}
