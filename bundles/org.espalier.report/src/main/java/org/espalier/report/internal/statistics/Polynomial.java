package org.espalier.report.internal.statistics;

/** Polynomials of one degree, by projection on a basis that is orthonormal over the abscissae. */
public final class Polynomial implements CurveModel {
  private final double[][] basis;

  /**
   * Over given abscissae.
   *
   * @param x distinct, more than {@code degree}
   */
  public Polynomial(double[] x, int degree) {
    basis = new double[degree + 1][];
    for (int d = 0; d <= degree; d++) {
      double[] power = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        power[i] = Math.pow(x[i], d);
      }
      basis[d] = normalized(residuals(residuals(power, d), d)); // twice is enough
    }
  }

  @Override
  public int parameters() {
    return basis.length;
  }

  @Override
  public double residualSum(double[] y) {
    double[] rest = residuals(y, basis.length);
    return dot(rest, rest);
  }

  /** What the first so many functions of the basis leave. */
  private double[] residuals(double[] y, int functions) {
    double[] rest = y.clone();
    for (int d = 0; d < functions; d++) {
      double share = dot(basis[d], rest);
      for (int i = 0; i < rest.length; i++) {
        rest[i] -= share * basis[d][i];
      }
    }
    return rest;
  }

  /** What a straight line leaves. */
  static double[] detrended(double[] x, double[] y) {
    Polynomial line = new Polynomial(x, 1);
    return line.residuals(y, line.basis.length);
  }

  static double[] normalized(double[] values) {
    double norm = Math.sqrt(dot(values, values));
    double[] unit = values.clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= norm;
    }
    return unit;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
