package org.espalier.report.internal.statistics;

import java.util.Arrays;

/**
 * Two line segments that join, y = a + b x + c (x − ψ)₊, with the break ψ estimated too. The least
 * squares over all ψ are exact, without a grid: either two lines fitted apart cross between the
 * same two abscissae that part them, or ψ is an abscissa (D. J. Hudson, "Fitting segmented curves
 * whose join points have to be estimated", Journal of the American Statistical Association 61,
 * 1966; the same model as V. M. R. Muggeo, "Estimating regression models with unknown
 * break-points", Statistics in Medicine 22, 2003). Each segment has two abscissae or more.
 */
public final class BrokenLine implements CurveModel {
  /**
   * A fitted curve.
   *
   * @param breakPoint ψ
   * @param before slope below ψ
   * @param after slope above ψ
   * @param residualSum of squares
   */
  public record Fit(double breakPoint, double before, double after, double residualSum) {}

  private record Line(double intercept, double slope, double residualSum) {}

  private final double[] x;

  /** (x − ψ)₊ with ψ at each inner abscissa. */
  private final double[][] hinges;

  /** What a straight line leaves of each hinge, to unit length. */
  private final double[][] bends;

  private final double[] lengths;

  /**
   * Over given abscissae.
   *
   * @param x ascending, four or more
   */
  public BrokenLine(double[] x) {
    this.x = x.clone();
    hinges = new double[x.length][];
    bends = new double[x.length][];
    lengths = new double[x.length];
    for (int j = 1; j < x.length - 1; j++) {
      double knot = x[j];
      hinges[j] = Arrays.stream(x).map(v -> Math.max(0, v - knot)).toArray();
      double[] rest = Polynomial.detrended(x, hinges[j]);
      lengths[j] = Math.sqrt(Polynomial.dot(rest, rest));
      bends[j] = Polynomial.normalized(rest);
    }
  }

  @Override
  public int parameters() {
    return 4;
  }

  @Override
  public double residualSum(double[] y) {
    return fit(y).residualSum;
  }

  /** The curve of least squares; of equal ones the one with the lowest break. */
  public Fit fit(double[] y) {
    Fit best = null;
    for (int j = 1; j < x.length - 1; j++) {
      best = better(best, at(j, y));
      if (j < x.length - 2) {
        best = better(best, between(j, y));
      }
    }
    return java.util.Objects.requireNonNull(best);
  }

  private static @org.jspecify.annotations.Nullable Fit better(
      @org.jspecify.annotations.Nullable Fit known, @org.jspecify.annotations.Nullable Fit other) {
    if (known == null || other == null) {
      return known == null ? other : known;
    }
    return other.residualSum < known.residualSum ? other : known;
  }

  private Fit at(int j, double[] y) {
    double change = Polynomial.dot(bends[j], y) / lengths[j];
    double[] rest = new double[y.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = y[i] - change * hinges[j][i];
    }
    Line line = line(rest, 0, x.length);
    return new Fit(x[j], line.slope, line.slope + change, line.residualSum);
  }

  /** Null where the two lines cross elsewhere. */
  private @org.jspecify.annotations.Nullable Fit between(int j, double[] y) {
    Line left = line(y, 0, j + 1);
    Line right = line(y, j + 1, x.length);
    double cross = (right.intercept - left.intercept) / (left.slope - right.slope);
    return cross > x[j] && cross < x[j + 1]
        ? new Fit(cross, left.slope, right.slope, left.residualSum + right.residualSum)
        : null;
  }

  private Line line(double[] y, int from, int to) {
    double meanX = mean(x, from, to);
    double meanY = mean(y, from, to);
    double xx = 0;
    double xy = 0;
    for (int i = from; i < to; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    double slope = xy / xx;
    double sum = 0;
    for (int i = from; i < to; i++) {
      double rest = y[i] - meanY - slope * (x[i] - meanX);
      sum += rest * rest;
    }
    return new Line(meanY - slope * meanX, slope, sum);
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }
}
