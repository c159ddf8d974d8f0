package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;

/**
 * Goes to the minimum of the Lasso's objective over the support with the signs it has, and lets a
 * coefficient that reaches 0 on the way drop out: the inner loop of feature-sign search (Lee,
 * Battle, Raina and Ng 2007, "Efficient sparse coding algorithms"). The objective never rises.
 */
final class SupportStep {
  /** Of the factor's columns, the share that may leave one by one; beyond, it begins anew. */
  private static final double FEW = 0.1;

  private final WorkingSet set;
  private final Cholesky factor = new Cholesky();
  private int[] free = new int[0];

  SupportStep(WorkingSet set) {
    this.set = set;
  }

  /**
   * Takes the step.
   *
   * @param coefficients b; changed where not 0
   * @param correlations Aᵀ(y − Ab); kept in step with b
   * @param penalties μ
   */
  void take(double[] coefficients, double[] correlations, double[] penalties, Progress progress) {
    follow(coefficients);
    double[] before = coefficients.clone();
    double[] gradient = new double[factor.size()];
    for (int i = 0; i < gradient.length; i++) {
      int member = free[i];
      gradient[i] = correlations[member] - Math.copySign(penalties[member], coefficients[member]);
    }
    while (factor.size() > 0) {
      progress.check();
      double[] direction = Arrays.copyOf(gradient, factor.size());
      factor.solve(direction);
      int blocking = -1;
      double length = 1;
      for (int i = 0; i < direction.length; i++) {
        double value = coefficients[free[i]];
        if (value * (value + length * direction[i]) <= 0 && direction[i] != 0) {
          length = Math.min(length, -value / direction[i]);
          blocking = i;
        }
      }
      for (int i = 0; i < direction.length; i++) {
        coefficients[free[i]] = Math.fma(length, direction[i], coefficients[free[i]]);
        gradient[i] *= 1 - length;
      }
      if (blocking < 0) {
        break;
      }
      coefficients[free[blocking]] = 0;
      System.arraycopy(gradient, blocking + 1, gradient, blocking, factor.size() - 1 - blocking);
      drop(blocking);
    }
    for (int i = 0; i < before.length; i++) {
      if (coefficients[i] != before[i]) {
        Vectors.addScaled(before[i] - coefficients[i], set.gram(i), correlations);
      }
    }
  }

  /** Brings the factor to the present support, less what depends on the rest of it. */
  private void follow(double[] coefficients) {
    int gone = 0;
    for (int i = 0; i < factor.size(); i++) {
      gone += coefficients[free[i]] == 0 ? 1 : 0;
    }
    if (gone > FEW * factor.size()) {
      factor.clear();
    }
    for (int i = factor.size() - 1; i >= 0; i--) {
      if (coefficients[free[i]] == 0) {
        drop(i);
      }
    }
    boolean[] held = new boolean[coefficients.length];
    for (int i = 0; i < factor.size(); i++) {
      held[free[i]] = true;
    }
    free = Arrays.copyOf(free, coefficients.length);
    for (int member = 0; member < coefficients.length; member++) {
      if (coefficients[member] != 0 && !held[member]) {
        double[] row = set.gram(member);
        double[] products = new double[factor.size()];
        for (int i = 0; i < products.length; i++) {
          products[i] = row[free[i]];
        }
        if (factor.append(products)) {
          free[factor.size() - 1] = member;
        }
      }
    }
  }

  private void drop(int position) {
    factor.remove(position);
    System.arraycopy(free, position + 1, free, position, factor.size() - position);
  }
}
