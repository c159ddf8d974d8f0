package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.espalier.core.Progress;

/**
 * The mean squared error of each λ on blocks of consecutive steps that were left out. The folds
 * share their passes.
 */
final class CrossValidation {
  private final LassoProblem problem;
  private final RowBlocks blocks;
  private final int folds;
  private final Progress progress;

  CrossValidation(LassoProblem problem, RowBlocks blocks, int folds, Progress progress) {
    this.problem = problem;
    this.blocks = blocks;
    this.folds = folds;
    this.progress = progress;
  }

  /**
   * The errors.
   *
   * @param lambdas falling
   * @return mean squared error of each λ
   */
  double[] errors(double[] lambdas) {
    List<LassoPath> paths = new ArrayList<>();
    List<Regression> regressions = new ArrayList<>();
    for (Sample part : blocks.trainingParts(folds)) {
      Regression regression = problem.on(part);
      regressions.add(regression);
      paths.add(problem.path(regression, problem.firstColumns(regression, progress), lambdas));
    }
    PassClient.solve(paths, problem.pass(), progress);
    double[] errors = new double[lambdas.length];
    for (int fold = 0; fold < folds; fold++) {
      addErrors(fold, regressions.get(fold).sample(), paths.get(fold).solutions(), errors);
    }
    Vectors.scale(1.0 / problem.features().rows(), errors);
    return errors;
  }

  private void addErrors(int fold, Sample train, List<Verified> solutions, double[] errors) {
    TreeSet<Integer> union = new TreeSet<>();
    for (Verified verified : solutions) {
      for (int i = 0; i < verified.solution().size(); i++) {
        union.add(verified.solution().index(i));
      }
    }
    int[] indices = union.stream().mapToInt(Integer::intValue).toArray();
    double[][] columns = problem.features().extract(indices, progress);
    List<double[]> unpenalized = unpenalized(train);
    for (int l = 0; l < errors.length; l++) {
      LassoSolution solution = solutions.get(l).solution();
      double[] rest = problem.response();
      for (int i = 0; i < solution.size(); i++) {
        double[] column = columns[Arrays.binarySearch(indices, solution.index(i))];
        Vectors.addScaled(-solution.coefficient(i), column, rest);
      }
      unpenalized.forEach(q -> takeOut(train, q, rest));
      int from = blocks.foldStart(fold, folds);
      for (int t = from; t < blocks.foldStart(fold + 1, folds); t++) {
        errors[l] += rest[t] * rest[t];
      }
    }
  }

  /** The unpenalised columns over all rows, orthonormal on the training rows. */
  private List<double[]> unpenalized(Sample train) {
    List<double[]> basis = new ArrayList<>();
    for (double[] column : problem.unpenalizedColumns()) {
      double before = Vectors.squaredNorm(train.of(column));
      for (double[] q : basis) {
        takeOut(train, q, column);
      }
      double left = Vectors.squaredNorm(train.of(column));
      if (left > 1e-20 * before) {
        Vectors.scale(1 / Math.sqrt(left), column);
        basis.add(column);
      }
    }
    return basis;
  }

  /** Fits q on the training rows, and takes it out of all rows. */
  private static void takeOut(Sample train, double[] q, double[] v) {
    Vectors.addScaled(-Vectors.dot(train.of(q), train.of(v)), q, v);
  }
}
