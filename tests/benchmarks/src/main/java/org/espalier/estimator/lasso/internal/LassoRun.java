package org.espalier.estimator.lasso.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.espalier.benchmarks.Coefficients;
import org.espalier.benchmarks.Measurement;
import org.espalier.core.Progress;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.store.internal.MemoryMappedReader;

/**
 * Solves the Lasso of a trajectory some times, for one λ or for a path, and prints what {@link
 * Measurement} tells of it. {@code lasso_problem.py} states the same λ and gap for its peers.
 */
public final class LassoRun {
  private static final LassoOptions OPTIONS =
      new LassoOptions(0.1, 1e-4, true, GrangerForm.INSTANTANEOUS, 1, 100_000);

  private static final int LAMBDAS = 100;
  private static final double LAST_RATIO = 0.01;

  private LassoRun() {}

  /**
   * Runs.
   *
   * @param args trajectory, "one" or "path", runs, file for the coefficients
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 4 || !List.of("one", "path").contains(args[1])) {
      System.err.println("usage: LassoRun TRAJECTORY one|path RUNS COEFFICIENTS.npy");
      System.exit(2);
    }
    int runs = Integer.parseInt(args[2]);
    Coefficients coefficients = new Coefficients();
    try (Trajectory trajectory = new MemoryMappedReader().open(Path.of(args[0]))) {
      if (args[1].equals("one")) {
        LassoFit fit =
            Measurement.repeat(runs, () -> LassoFit.of(trajectory, OPTIONS, Progress.NONE));
        coefficients.addAll(0, fit.coefficients());
      } else {
        Measurement.repeat(runs, () -> Solved.of(trajectory)).addTo(coefficients);
      }
    }
    coefficients.write(Path.of(args[3]));
  }

  private record Solved(LassoProblem problem, LassoPath path) {
    static Solved of(Trajectory trajectory) {
      LassoProblem problem = new LassoProblem(trajectory, OPTIONS, Progress.NONE);
      double[] lambdas = new double[LAMBDAS];
      Arrays.setAll(lambdas, i -> problem.lambdaMax() * Math.pow(LAST_RATIO, i / (LAMBDAS - 1.0)));
      LassoPath path = problem.path(lambdas);
      PassClient.solve(List.of(path), problem.pass(), Progress.NONE);
      return new Solved(problem, path);
    }

    void addTo(Coefficients coefficients) {
      for (int lambda = 0; lambda < LAMBDAS; lambda++) {
        LassoSolution solution = path.solutions().get(lambda).solution();
        for (int i = 0; i < solution.size(); i++) {
          double gamma = Math.scalb(solution.coefficient(i), problem.exponent());
          coefficients.add(lambda, solution.index(i), gamma);
        }
      }
    }
  }
}
