package org.espalier.harness.internal.tuning;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A Gaussian process with the Matérn 5/2 kernel (Rasmussen and Williams 2006, equation 4.17) of one
 * length scale ℓ, k(r) = (1 + √5 r/ℓ + 5r²/3ℓ²) exp(−√5 r/ℓ), on values of mean 0 and variance 1,
 * with noise of variance σ².
 */
final class GaussianProcess {
  private static final double[] LENGTHS = {0.1, 0.2, 0.4, 0.8, 1.6};
  private static final double[] NOISES = {1e-4, 1e-2, 1e-1, 0.5};
  private static final double SQRT5 = Math.sqrt(5);

  private final double[][] places;
  private final double length;
  private final double mean;
  private final double deviation;
  private final CholeskyDecomposition factor;
  private final RealVector answer;
  private final double evidence;

  /**
   * Conditions on values at places.
   *
   * @param places n points of like dimension
   * @param values n
   * @param length ℓ
   * @param noise σ², in variances of the values
   */
  GaussianProcess(double[][] places, double[] values, double length, double noise) {
    this.places = Arrays.stream(places).map(double[]::clone).toArray(double[][]::new);
    this.length = length;
    mean = StatUtils.mean(values);
    double spread = Math.sqrt(StatUtils.populationVariance(values));
    deviation = spread > 0 ? spread : 1;
    int n = values.length;
    RealMatrix gram = new Array2DRowRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        gram.setEntry(i, j, kernel(places[i], places[j]) + (i == j ? noise : 0));
      }
    }
    factor = new CholeskyDecomposition(gram);
    RealVector standardised =
        new ArrayRealVector(Arrays.stream(values).map(v -> (v - mean) / deviation).toArray());
    answer = factor.getSolver().solve(standardised);
    double logDeterminant = 0;
    for (int i = 0; i < n; i++) {
      logDeterminant += 2 * Math.log(factor.getL().getEntry(i, i));
    }
    evidence = -(standardised.dotProduct(answer) + logDeterminant + n * Math.log(2 * Math.PI)) / 2;
  }

  /** The length scale and the noise, of a few, that make the values likeliest (type II). */
  static GaussianProcess fit(double[][] places, double[] values) {
    GaussianProcess best = new GaussianProcess(places, values, LENGTHS[0], NOISES[0]);
    for (double length : LENGTHS) {
      for (double noise : NOISES) {
        GaussianProcess other = new GaussianProcess(places, values, length, noise);
        best = other.evidence > best.evidence ? other : best;
      }
    }
    return best;
  }

  private double kernel(double[] one, double[] other) {
    double squared = 0;
    for (int i = 0; i < one.length; i++) {
      squared += (one[i] - other[i]) * (one[i] - other[i]);
    }
    double r = SQRT5 * Math.sqrt(squared) / length;
    return (1 + r + r * r / 3) * Math.exp(-r);
  }

  /**
   * What is known of the value at a place, the noise of measuring it left out.
   *
   * @param mean of the posterior
   * @param deviation of the posterior
   */
  record Prediction(double mean, double deviation) {}

  Prediction at(double[] place) {
    RealVector covariance =
        new ArrayRealVector(Arrays.stream(places).mapToDouble(p -> kernel(p, place)).toArray());
    double variance = 1 - covariance.dotProduct(factor.getSolver().solve(covariance));
    return new Prediction(
        mean + deviation * covariance.dotProduct(answer),
        deviation * Math.sqrt(Math.max(0, variance)));
  }

  /** Log marginal likelihood of the standardised values. */
  double evidence() {
    return evidence;
  }
}
