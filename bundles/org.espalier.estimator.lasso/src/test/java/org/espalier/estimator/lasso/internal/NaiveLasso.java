package org.espalier.estimator.lasso.internal;

import org.espalier.core.trajectory.Trajectory;

/**
 * The Lasso's objective, duality gap and optimality conditions straight from their definitions, on
 * dense features; shares nothing with the solver.
 */
final class NaiveLasso {
  private final int rows;
  private final double[][] features;
  private final double[] response;
  private final double[] scales;

  /**
   * @param lags q of the lagged form, or 0 for the instantaneous
   */
  NaiveLasso(Trajectory trajectory, boolean standardize, int lags) {
    double[] changes = trajectory.losses().changes();
    int p = trajectory.updates().columns();
    rows = changes.length - lags;
    int columns = p * Math.max(1, lags);
    features = new double[columns][rows];
    scales = new double[columns];
    double[][] z = new double[standardize || lags > 0 ? 1 + lags : 0][rows];
    response = new double[rows];
    for (int i = 0; i < rows; i++) {
      int t = i + lags;
      response[i] = changes[t];
      for (int m = 0; m < z.length; m++) {
        z[m][i] = m == 0 ? 1 : changes[t - m];
      }
      for (int c = 0; c < columns; c++) {
        double update = trajectory.updates().row(t - (lags == 0 ? 0 : 1 + c / p)).get(c % p);
        features[c][i] = update * update;
      }
    }
    for (int m = 0; m < z.length; m++) {
      for (int before = 0; before < m; before++) {
        takeOut(z[before], z[m]);
      }
    }
    for (double[] q : z) {
      takeOut(q, response);
    }
    for (int c = 0; c < columns; c++) {
      scales[c] = standardize ? deviation(features[c]) : 1;
      for (double[] q : z) {
        takeOut(q, features[c]);
      }
    }
  }

  private static void takeOut(double[] q, double[] v) {
    for (int twice = 0; twice < 2; twice++) {
      double qq = 0;
      double qv = 0;
      for (int i = 0; i < v.length; i++) {
        qq += q[i] * q[i];
        qv += q[i] * v[i];
      }
      for (int i = 0; i < v.length && qq > 0; i++) {
        v[i] -= qv / qq * q[i];
      }
    }
  }

  /** Population deviation. */
  static double deviation(double[] x) {
    double mean = 0;
    for (double v : x) {
      mean += v / x.length;
    }
    double variance = 0;
    for (double v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    return Math.sqrt(variance);
  }

  /** ‖y‖²/2n. */
  double unit() {
    double sum = 0;
    for (double v : response) {
      sum += v * v;
    }
    return sum / (2 * rows);
  }

  double scale(int column) {
    return scales[column];
  }

  double[] residual(double[] gamma) {
    double[] residual = response.clone();
    for (int c = 0; c < gamma.length; c++) {
      for (int i = 0; i < rows && gamma[c] != 0; i++) {
        residual[i] -= gamma[c] * features[c][i];
      }
    }
    return residual;
  }

  /**
   * xᵀr/(n s) of a column; at the optimum it is λ sign(γ) where γ isn't 0, and within λ elsewhere.
   */
  double slope(int column, double[] residual) {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      sum += features[column][i] * residual[i];
    }
    return scales[column] == 0 ? 0 : sum / (rows * scales[column]);
  }

  double lambdaMax() {
    return steepest(response);
  }

  private double steepest(double[] residual) {
    double largest = 0;
    for (int c = 0; c < features.length; c++) {
      largest = Math.max(largest, Math.abs(slope(c, residual)));
    }
    return largest;
  }

  /** (1/2n)‖r‖² + λ Σ s|γ|. */
  double objective(double[] gamma, double lambda) {
    double sum = 0;
    for (double r : residual(gamma)) {
      sum += r * r / (2 * rows);
    }
    for (int c = 0; c < gamma.length; c++) {
      sum += lambda * scales[c] * Math.abs(gamma[c]);
    }
    return sum;
  }

  /** The objective less the dual's value at r shrunk until feasible, relative to ‖y‖²/2n. */
  double relativeGap(double[] gamma, double lambda) {
    double[] residual = residual(gamma);
    double shrink = Math.min(1, lambda / steepest(residual));
    double distance = 0;
    for (int i = 0; i < rows; i++) {
      double d = response[i] - shrink * residual[i];
      distance += d * d / (2 * rows);
    }
    return (objective(gamma, lambda) - unit() + distance) / unit();
  }

  /** The same with r scaled in the best way: no dual point along r tells of a smaller gap. */
  double leastGap(double[] gamma, double lambda) {
    double[] residual = residual(gamma);
    double along = 0;
    double squares = 0;
    for (int i = 0; i < rows; i++) {
      along += residual[i] * response[i];
      squares += residual[i] * residual[i];
    }
    double limit = lambda / steepest(residual);
    double scale = Math.max(-limit, Math.min(limit, along / squares));
    double dual = (scale * along - 0.5 * scale * scale * squares) / rows;
    return (objective(gamma, lambda) - dual) / unit();
  }
}
