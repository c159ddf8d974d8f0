package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;

/** The solution of one {@link LassoProblem} at the chosen λ, in the units of the trajectory. */
final class LassoFit {
  private final LassoProblem problem;
  private final LassoOptions options;
  private final Progress progress;
  private final LassoPath path;
  private final double[] criteria;
  private final Verified chosen;
  private final double[] coefficients;
  private final int passes;

  private LassoFit(LassoProblem problem, LassoOptions options, Progress progress) {
    this.problem = problem;
    this.options = options;
    this.progress = progress;
    this.path = problem.path(lambdas());
    this.passes = 1 + PassClient.solve(List.of(path), problem.pass(), progress);
    this.criteria = criteria();
    this.chosen = path.solutions().get(best());
    this.coefficients = problem.inUnits(chosen.solution());
  }

  /**
   * States the problem and solves it.
   *
   * @throws InvalidDataException if the trajectory is too short or not finite
   */
  static LassoFit of(Trajectory trajectory, LassoOptions options, Progress progress) {
    return new LassoFit(new LassoProblem(trajectory, options, progress), options, progress);
  }

  /** λmax down to its share, evenly in their logarithm; or the one that is asked for. */
  private double[] lambdas() {
    if (options.lambdaChoice() == LambdaChoice.RATIO) {
      return new double[] {options.lambdaRatio() * problem.lambdaMax()};
    }
    double[] lambdas = new double[options.pathLength()];
    Arrays.setAll(
        lambdas,
        i -> problem.lambdaMax() * Math.pow(options.pathEnd(), i / (double) (lambdas.length - 1)));
    return lambdas;
  }

  /** What each λ is judged by, the less the better. */
  private double[] criteria() {
    int rows = problem.features().rows();
    double[] criteria = new double[path.solutions().size()];
    switch (options.lambdaChoice()) {
      case RATIO -> {}
      case CROSS_VALIDATION -> {
        RowBlocks blocks = new RowBlocks(rows, options.blockLengthOf(rows));
        return new CrossValidation(problem, blocks, options.folds(), progress).errors(lambdas());
      }
      case BIC, EBIC -> Arrays.setAll(criteria, this::informationCriterion);
      case STABILITY -> {
        double most =
            FalseSelections.mostSelected(
                options.falseSelections(),
                options.frequency(),
                options.pairs(),
                problem.parameters());
        Arrays.setAll(criteria, i -> solution(i).size() <= most ? -i : Double.POSITIVE_INFINITY);
      }
    }
    return criteria;
  }

  private double informationCriterion(int i) {
    int rows = problem.features().rows();
    double squares = Vectors.squaredNorm(solution(i).residual());
    int df = solution(i).size();
    return options.lambdaChoice() == LambdaChoice.BIC
        ? LambdaCriterion.bic(rows, squares, df)
        : LambdaCriterion.ebic(rows, squares, df, problem.features().columns());
  }

  private LassoSolution solution(int i) {
    return path.solutions().get(i).solution();
  }

  /** The first of the least. */
  private int best() {
    int best = 0;
    for (int i = 1; i < criteria.length; i++) {
      if (criteria[i] < criteria[best]) {
        best = i;
      }
    }
    return best;
  }

  LassoProblem problem() {
    return problem;
  }

  /** The solution that was chosen. */
  LassoSolution solution() {
    return chosen.solution();
  }

  /** Columns worth starting from. */
  WorkingSet set() {
    return path.set();
  }

  /** γ of each column, lag by lag, p values each; loss per squared update. */
  double[] coefficients() {
    return coefficients.clone();
  }

  /** λ; loss if features are standardised, else loss times squared update. */
  double lambda() {
    return Math.scalb(chosen.solution().lambda(), problem.exponent());
  }

  /** The least λ with γ = 0. */
  double lambdaMax() {
    return Math.scalb(problem.lambdaMax(), problem.exponent());
  }

  /** The duality gap, relative to ‖y‖²/2n. */
  double dualityGap() {
    return chosen.gap();
  }

  /** Whether the gap of each λ that was looked at is within the tolerance. */
  boolean converged() {
    return path.solutions().stream().allMatch(Verified::converged);
  }

  /** Of the response with the unpenalised columns taken out. */
  double rSquared() {
    return rSquared(chosen.solution());
  }

  private double rSquared(LassoSolution solution) {
    double squares = 2 * problem.whole().unit();
    return squares == 0 ? 0 : 1 - Vectors.squaredNorm(solution.residual()) / squares;
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

  /** Every λ that was looked at: λ, how many columns it selects, R² and what it was judged by. */
  List<Map<String, Object>> choices() {
    List<Map<String, Object>> choices = new ArrayList<>();
    for (int i = 0; i < criteria.length; i++) {
      Map<String, Object> choice = new LinkedHashMap<>();
      choice.put("lambda", Math.scalb(solution(i).lambda(), problem.exponent()));
      choice.put("selected", solution(i).size());
      choice.put("rSquared", rSquared(solution(i)));
      double criterion = inUnits(criteria[i]);
      if (options.lambdaChoice() != LambdaChoice.STABILITY && Double.isFinite(criterion)) {
        choice.put("criterion", criterion);
      }
      choices.add(choice);
    }
    return choices;
  }

  /** A criterion of the response divided by 2^exponent, as it is of the loss changes. */
  private double inUnits(double criterion) {
    return options.lambdaChoice() == LambdaChoice.CROSS_VALIDATION
        ? Math.scalb(criterion, 2 * problem.exponent())
        : criterion + problem.features().rows() * 2 * problem.exponent() * Math.log(2);
  }
}
