package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.core.Progress;

/**
 * Solves the group Lasso min (1/2n)‖y − Σ Z_g b_g‖² + λ Σ √p_g ‖b_g‖ (Yuan and Lin 2006) to a
 * duality gap: a working set of groups is solved by {@link GroupSolver}, and one pass over all
 * columns gives the gap of the whole problem and the groups that violate it. The passes are the
 * caller's, so that several problems can share them.
 */
final class GroupTask implements PassClient {
  /** Groups that may join at once. */
  private static final int JOINING = 8;

  /** The set is solved to this share of the gap that is asked for. */
  private static final double INNER = 0.1;

  private static final int MOST_ROUNDS = 200;

  private final LassoProblem problem;
  private final ColumnGroups groups;
  private final GroupKernels kernels;
  private final Regression regression;
  private final double lambda;
  private final double tolerance;
  private final GroupSolver solver;
  private final List<Integer> set = new ArrayList<>();
  private double gap = Double.POSITIVE_INFINITY;
  private GroupScores scores;
  private boolean done;
  private int rounds;

  /**
   * @param start groups to begin with
   * @param tolerance the relative duality gap to stop at
   */
  GroupTask(
      LassoProblem problem,
      ColumnGroups groups,
      GroupKernels kernels,
      Regression regression,
      double lambda,
      double tolerance,
      List<Integer> start) {
    this.problem = problem;
    this.groups = groups;
    this.kernels = kernels;
    this.regression = regression;
    this.lambda = lambda;
    this.tolerance = tolerance;
    this.solver = new GroupSolver(regression.response());
    this.scores = new GroupScores(groups, problem.scales());
    start.forEach(this::add);
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public double[] next(Progress progress) {
    solver.solve(INNER * tolerance * regression.unit(), progress);
    scores = new GroupScores(groups, problem.scales());
    return regression.sample().spread(solver.residual());
  }

  @Override
  public FeaturePass.Sink sink() {
    return scores;
  }

  private double penalty(int group) {
    return lambda * regression.sample().size() * groups.weight(group);
  }

  private void add(int group) {
    set.add(group);
    solver.add(kernels.of(group, regression), penalty(group));
  }

  @Override
  public void judge(Progress progress) {
    double[] norms = scores.norms();
    rounds++;
    Set<Integer> inside = new HashSet<>(set);
    double steepest = solver.steepest();
    for (int g = 0; g < norms.length; g++) {
      if (!inside.contains(g) && groups.weight(g) > 0) {
        steepest = Math.max(steepest, norms[g] / penalty(g));
      }
    }
    double unit = regression.unit();
    gap =
        unit == 0 || lambda == 0
            ? 0
            : DualityGap.of(
                    solver.residual(),
                    solver.penalty(),
                    regression.response(),
                    solver.residual(),
                    steepest)
                / unit;
    List<Integer> joining =
        IntStream.range(0, norms.length)
            .boxed()
            .filter(g -> !inside.contains(g) && groups.weight(g) > 0 && norms[g] > penalty(g))
            .sorted(Comparator.comparingDouble(g -> -norms[g] / penalty(g)))
            .limit(JOINING)
            .toList();
    done = gap <= tolerance || joining.isEmpty() || rounds >= MOST_ROUNDS;
    if (!done) {
      joining.forEach(this::add);
    }
    progress.at(done ? 1 : 0, 1, "group Lasso problems solved");
  }

  /** Groups with b ≠ 0, in the order in which they came. */
  List<Integer> selected() {
    double[] scalars = solver.scalars();
    return IntStream.range(0, scalars.length)
        .filter(i -> scalars[i] > 0)
        .mapToObj(set::get)
        .toList();
  }

  /** c of each group, b_g = c_g Z_gᵀr; 0 of those that are not selected. */
  double[] scalars() {
    double[] all = new double[groups.count()];
    double[] scalars = solver.scalars();
    for (int i = 0; i < scalars.length; i++) {
      all[set.get(i)] = scalars[i];
    }
    return all;
  }

  /** ‖b_g‖ of each group: loss a deviation of its features. */
  double[] norms() {
    double[] all = new double[groups.count()];
    for (int i = 0; i < set.size(); i++) {
      all[set.get(i)] = solver.norm(i);
    }
    return all;
  }

  double[] residual() {
    return solver.residual();
  }

  /** Newton steps so far. */
  int steps() {
    return solver.steps();
  }

  /** The duality gap over all groups, relative to ½‖y‖². */
  double gap() {
    return gap;
  }

  boolean converged() {
    return gap <= tolerance;
  }
}
