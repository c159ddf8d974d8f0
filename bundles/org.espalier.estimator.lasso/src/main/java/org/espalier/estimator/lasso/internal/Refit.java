package org.espalier.estimator.lasso.internal;

import java.util.stream.IntStream;
import org.espalier.core.Progress;

/**
 * Least squares on parameters that were selected, without a penalty: what the Lasso took off their
 * coefficients comes back (Belloni and Chernozhukov 2013, "Least squares after model selection in
 * high-dimensional sparse models").
 */
final class Refit {
  private Refit() {}

  /**
   * Fits.
   *
   * @param parameters of which every lag has a part; one that depends on those before stays 0
   * @return γ of each column, lag by lag, p values each; loss per squared update
   */
  static double[] of(LassoFit fit, int[] parameters, Progress progress) {
    LassoProblem problem = fit.problem();
    int[] indices = problem.features().columnsOf(IntStream.of(parameters));
    WorkingSet set = problem.set(problem.whole());
    set.add(indices, progress);
    ActiveSet active = new ActiveSet(set);
    for (int member = 0; member < set.size(); member++) {
      progress.check();
      active.append(member, new double[active.size()]);
    }
    double[] b = active.products(problem.whole().response());
    active.solve(b);
    double[] gamma = new double[problem.features().columns()];
    for (int i = 0; i < b.length; i++) {
      int member = active.member(i);
      gamma[set.index(member)] = problem.inUnits(set.index(member), b[i] / set.norm(member));
    }
    return gamma;
  }
}
