package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;

/**
 * Goes to the minimum of the Lasso's objective over the support with the signs it has, and lets a
 * coefficient that reaches 0 on the way drop out: the inner loop of feature-sign search (Lee,
 * Battle, Raina and Ng 2007, "Efficient sparse coding algorithms"). A column that depends on others
 * of the support is first exchanged for one of them, as in the simplex method. The objective never
 * rises.
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
   * @param response y
   * @param residual becomes y − Ab
   */
  void take(
      double[] coefficients,
      double[] penalties,
      double[] response,
      double[] residual,
      Progress progress) {
    leave(coefficients);
    join(coefficients, penalties, progress);
    refresh(coefficients, response, residual);
    descend(coefficients, penalties, residual, progress);
    refresh(coefficients, response, residual);
  }

  /** Takes out of the factor what is no longer in the support. */
  private void leave(double[] coefficients) {
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
  }

  /** Brings the rest of the support into the factor. */
  private void join(double[] coefficients, double[] penalties, Progress progress) {
    boolean[] held = new boolean[coefficients.length];
    for (int i = 0; i < factor.size(); i++) {
      held[members[i]] = true;
    }
    members = Arrays.copyOf(members, coefficients.length);
    for (int member = 0; member < coefficients.length; member++) {
      boolean joined = held[member];
      while (coefficients[member] != 0 && !joined) {
        progress.check();
        double[] products = new double[factor.size()];
        set.products(members, products.length, set.column(member), products);
        joined = factor.append(products);
        if (joined) {
          members[factor.size() - 1] = member;
        } else {
          exchange(member, products, coefficients, penalties);
        }
      }
    }
  }

  /**
   * Moves along the dependence of a column on the factor's, which leaves the fit as it is, the way
   * that lowers the penalty, until a coefficient reaches 0.
   */
  private void exchange(int member, double[] products, double[] coefficients, double[] penalties) {
    factor.solve(products);
    double slope = Math.copySign(penalties[member], coefficients[member]);
    for (int i = 0; i < products.length; i++) {
      slope -= Math.copySign(penalties[members[i]], coefficients[members[i]]) * products[i];
    }
    double way = slope > 0 ? -1 : 1;
    double length =
        way * coefficients[member] < 0 ? Math.abs(coefficients[member]) : Double.MAX_VALUE;
    int blocking = -1;
    for (int i = 0; i < products.length; i++) {
      double value = coefficients[members[i]];
      if (way * products[i] * value > 0 && Math.abs(value) < length * Math.abs(products[i])) {
        length = Math.abs(value / products[i]);
        blocking = i;
      }
    }
    if (length == Double.MAX_VALUE) {
      // Not in exact numbers: no coefficient falls though the penalty does.
      coefficients[member] = 0;
      return;
    }
    coefficients[member] += way * length;
    for (int i = 0; i < products.length; i++) {
      coefficients[members[i]] -= way * length * products[i];
    }
    if (blocking < 0) {
      coefficients[member] = 0;
    } else {
      coefficients[members[blocking]] = 0;
      drop(blocking);
    }
  }

  private void descend(
      double[] coefficients, double[] penalties, double[] residual, Progress progress) {
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

  /** Computes y − Ab anew, so that round-off doesn't gather. */
  private void refresh(double[] coefficients, double[] response, double[] residual) {
    System.arraycopy(response, 0, residual, 0, response.length);
    for (int i = 0; i < coefficients.length; i++) {
      if (coefficients[i] != 0) {
        Vectors.addScaled(-coefficients[i], set.column(i), residual);
      }
    }
  }

  private void drop(int position) {
    factor.remove(position);
    System.arraycopy(members, position + 1, members, position, factor.size() - position);
  }
}
