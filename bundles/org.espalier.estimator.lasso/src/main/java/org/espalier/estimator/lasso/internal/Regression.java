package org.espalier.estimator.lasso.internal;

/** A response on some of the rows, with the unpenalised columns taken out. */
final class Regression {
  private final Sample sample;
  private final UnpenalizedColumns unpenalized;
  private final double[] response;
  private final double unit;

  /**
   * @param sample the rows
   * @param unpenalized the columns that carry no penalty, on these rows
   * @param response one value a row of the sample, with these taken out; not copied
   */
  Regression(Sample sample, UnpenalizedColumns unpenalized, double[] response) {
    this.sample = sample;
    this.unpenalized = unpenalized;
    this.response = response;
    this.unit = 0.5 * Vectors.squaredNorm(response);
  }

  Sample sample() {
    return sample;
  }

  UnpenalizedColumns unpenalized() {
    return unpenalized;
  }

  /** y, not to be changed. */
  double[] response() {
    return response;
  }

  /** ½‖y‖², which gaps are relative to. */
  double unit() {
    return unit;
  }
}
