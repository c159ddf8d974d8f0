package org.espalier.harness.internal.diagnostics;

import java.util.Optional;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/** y = a + b x by least squares. */
final class Line {
  private final double intercept;
  private final double slope;
  private final double rSquared;
  private final double[] residuals;

  private Line(double intercept, double slope, double rSquared, double[] residuals) {
    this.intercept = intercept;
    this.slope = slope;
    this.rSquared = rSquared;
    this.residuals = residuals;
  }

  double intercept() {
    return intercept;
  }

  double slope() {
    return slope;
  }

  double rSquared() {
    return rSquared;
  }

  double[] residuals() {
    return residuals;
  }

  /**
   * Empty where y is constant or not finite, or there are fewer than 3 values; a constant x tells
   * nothing, so its R² is 0.
   */
  static Optional<Line> of(double[] x, double[] y) {
    if (y.length < 3 || !Autocorrelation.of(y).isDefined()) {
      return Optional.empty();
    }
    Autocorrelation centred = Autocorrelation.of(x);
    if (!centred.isDefined()) {
      double[] residuals = Autocorrelation.of(y).deviations();
      return finite(new Line(y[0] - residuals[0], 0, 0, residuals), x);
    }
    SimpleRegression regression = new SimpleRegression();
    for (int t = 0; t < y.length; t++) {
      regression.addData(x[t], y[t]);
    }
    double[] residuals = new double[y.length];
    for (int t = 0; t < y.length; t++) {
      residuals[t] = y[t] - regression.predict(x[t]);
    }
    return finite(
        new Line(
            regression.getIntercept(),
            regression.getSlope(),
            Math.max(0, regression.getRSquare()),
            residuals),
        x);
  }

  private static Optional<Line> finite(Line line, double[] x) {
    boolean defined = Double.isFinite(line.rSquared) && Double.isFinite(x[0]);
    return defined ? Optional.of(line) : Optional.empty();
  }
}
