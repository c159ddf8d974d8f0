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

  /** The members whose Gram matrix is factored, {@link Cholesky#size()} of them. */
  private int[] members = new int[0];

  SupportStep(WorkingSet set) {
    this.set = set;
  }

  /**
   * Takes the step.
   *
   * @param coefficients b; changed where not 0
   * @param penalties μ
   * @param residual y − Ab for b as it comes
   */
  void take(double[] coefficients, double[] penalties, double[] residual, Progress progress) {
    follow(coefficients, progress);
    double[] descent = new double[factor.size()];
    set.products(members, descent.length, residual, descent);
    for (int i = 0; i < descent.length; i++) {
      int member = members[i];
      descent[i] -= Math.copySign(penalties[member], coefficients[member]);
    }
    while (factor.size() > 0) {
      progress.check();
      double[] direction = Arrays.copyOf(descent, factor.size());
      factor.solve(direction);
      int blocking = -1;
      double length = 1;
      for (int i = 0; i < direction.length; i++) {
        double value = coefficients[members[i]];
        if (value * (value + length * direction[i]) <= 0) {
          length = -value / direction[i];
          blocking = i;
        }
      }
      for (int i = 0; i < direction.length; i++) {
        coefficients[members[i]] = Math.fma(length, direction[i], coefficients[members[i]]);
        descent[i] *= 1 - length;
      }
      if (blocking < 0) {
        return;
      }
      coefficients[members[blocking]] = 0;
      drop(blocking);
      System.arraycopy(descent, blocking + 1, descent, blocking, factor.size() - blocking);
    }
  }

  /** Brings the factor to the present support, less what depends on the rest of it. */
  private void follow(double[] coefficients, Progress progress) {
    int gone = 0;
    for (int i = 0; i < factor.size(); i++) {
      gone += coefficients[members[i]] == 0 ? 1 : 0;
    }
    if (gone > FEW * factor.size()) {
      factor.clear();
    }
    for (int i = factor.size() - 1; i >= 0; i--) {
      if (coefficients[members[i]] == 0) {
        drop(i);
      }
    }
    boolean[] held = new boolean[coefficients.length];
    for (int i = 0; i < factor.size(); i++) {
      held[members[i]] = true;
    }
    members = Arrays.copyOf(members, coefficients.length);
    for (int member = 0; member < coefficients.length; member++) {
      if (coefficients[member] != 0 && !held[member]) {
        progress.check();
        double[] products = new double[factor.size()];
        set.products(members, products.length, set.column(member), products);
        if (factor.append(products)) {
          members[factor.size() - 1] = member;
        }
      }
    }
  }

  private void drop(int position) {
    factor.remove(position);
    System.arraycopy(members, position + 1, members, position, factor.size() - position);
  }
}
