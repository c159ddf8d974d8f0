package org.espalier.estimator.lasso.internal;

/**
 * Options of {@link PaperSgd}. Defaults are those of the published procedure (Shah et al. 2024,
 * arXiv:2412.03035, and its code), which takes the schedule of rates and the penalty from the
 * cumulative L1 penalty of Tsuruoka, Tsujii and Ananiadou 2009.
 *
 * @param rate η₀ of η₀ t^−decay; default 0.1
 * @param decay exponent of the rate's decay, at least 0; default 0.1
 * @param l1 p times the L1 coefficient; default 1e-3, so the coefficient is 1e-3/p
 * @param batch steps of the trajectory in a minibatch; default 16
 * @param epochs the most epochs; default 30
 * @param patience epochs in a row without improvement of the mean training loss after which it
 *     stops; default 2
 */
public record PaperSgdOptions(
    double rate, double decay, double l1, int batch, int epochs, int patience) {

  /** Every default. */
  public static final PaperSgdOptions DEFAULTS = new PaperSgdOptions(0.1, 0.1, 1e-3, 16, 30, 2);

  public PaperSgdOptions {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("rate = " + rate + "; it must be positive and finite");
    }
    if (!(decay >= 0) || Double.isInfinite(decay)) {
      throw new IllegalArgumentException("decay = " + decay + "; it must be finite, at least 0");
    }
    if (!(l1 >= 0) || Double.isInfinite(l1)) {
      throw new IllegalArgumentException("l1 = " + l1 + "; it must be finite, at least 0");
    }
    requirePositive("batch", batch);
    requirePositive("epochs", epochs);
    requirePositive("patience", patience);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + "; it must be at least 1");
    }
  }
}
