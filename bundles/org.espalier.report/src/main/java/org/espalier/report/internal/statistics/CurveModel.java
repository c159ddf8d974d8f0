package org.espalier.report.internal.statistics;

/** A family of curves that is fitted to ordinates over abscissae of its own by least squares. */
public interface CurveModel {
  /** Free numbers of a curve, the variance of the residuals not counted. */
  int parameters();

  /**
   * The least residual sum of squares.
   *
   * @param y one value an abscissa
   */
  double residualSum(double[] y);
}
