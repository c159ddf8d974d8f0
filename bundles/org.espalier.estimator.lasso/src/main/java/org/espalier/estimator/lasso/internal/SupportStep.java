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
  private final WorkingSet set;
  private final ActiveSet active;

  SupportStep(WorkingSet set, ActiveSet active) {
    this.set = set;
    this.active = active;
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
    active.keepNonzero(coefficients);
    join(coefficients, penalties, progress);
    refresh(coefficients, response, residual);
    descend(coefficients, penalties, residual, progress);
    refresh(coefficients, response, residual);
  }

  /** Brings the rest of the support into the active set. */
  private void join(double[] coefficients, double[] penalties, Progress progress) {
    boolean[] held = active.contained(coefficients.length);
    for (int member = 0; member < coefficients.length; member++) {
      boolean joined = held[member];
      while (coefficients[member] != 0 && !joined) {
        progress.check();
        double[] products = new double[active.size()];
        joined = active.append(member, products);
        if (!joined) {
          exchange(member, products, coefficients, penalties);
        }
      }
    }
  }

  /**
   * Moves along the dependence of a column on the active ones, which leaves the fit as it is, the
   * way that lowers the penalty, until a coefficient reaches 0.
   */
  private void exchange(int member, double[] products, double[] coefficients, double[] penalties) {
    active.solve(products);
    double slope = Math.copySign(penalties[member], coefficients[member]);
    for (int i = 0; i < products.length; i++) {
      int other = active.member(i);
      slope -= Math.copySign(penalties[other], coefficients[other]) * products[i];
    }
    double way = slope > 0 ? -1 : 1;
    double length =
        way * coefficients[member] < 0 ? Math.abs(coefficients[member]) : Double.MAX_VALUE;
    int blocking = -1;
    for (int i = 0; i < products.length; i++) {
      double value = coefficients[active.member(i)];
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
      coefficients[active.member(i)] -= way * length * products[i];
    }
    if (blocking < 0) {
      coefficients[member] = 0;
    } else {
      coefficients[active.member(blocking)] = 0;
      active.remove(blocking);
    }
  }

  private void descend(
      double[] coefficients, double[] penalties, double[] residual, Progress progress) {
    double[] descent = active.products(residual);
    for (int i = 0; i < descent.length; i++) {
      int member = active.member(i);
      descent[i] -= Math.copySign(penalties[member], coefficients[member]);
    }
    while (active.size() > 0) {
      progress.check();
      double[] direction = Arrays.copyOf(descent, active.size());
      active.solve(direction);
      int blocking = -1;
      double length = 1;
      for (int i = 0; i < direction.length; i++) {
        double value = coefficients[active.member(i)];
        if (value * (value + length * direction[i]) <= 0) {
          length = -value / direction[i];
          blocking = i;
        }
      }
      for (int i = 0; i < direction.length; i++) {
        int member = active.member(i);
        coefficients[member] = Math.fma(length, direction[i], coefficients[member]);
        descent[i] *= 1 - length;
      }
      if (blocking < 0) {
        return;
      }
      coefficients[active.member(blocking)] = 0;
      active.remove(blocking);
      System.arraycopy(descent, blocking + 1, descent, blocking, active.size() - blocking);
    }
  }

  /** Computes y − Ab anew, so that round-off doesn't gather. */
  void refresh(double[] coefficients, double[] response, double[] residual) {
    System.arraycopy(response, 0, residual, 0, response.length);
    for (int i = 0; i < coefficients.length; i++) {
      if (coefficients[i] != 0) {
        Vectors.addScaled(-coefficients[i], set.column(i), residual);
      }
    }
  }
}
