package org.espalier.harness.experiment;

import org.espalier.core.Options;

/**
 * An estimator as an experiment names it: {@code lasso-granger}, {@code
 * lasso-granger:lambdaRatio=0.05} with an option of its own, or {@code lasso-granger@permuted} with
 * a substitute for the measured loss change, a control that tells whether the loss informs.
 *
 * @param estimator the estimator's id
 * @param options override those that the experiment gives the estimator
 * @param lossChange what it is given as ΔL
 */
public record EstimatorChoice(String estimator, Options options, LossChange lossChange) {
  public EstimatorChoice {
    if (estimator.isEmpty()) {
      throw new IllegalArgumentException("an estimator without a name");
    }
  }

  /** As it is: no options of its own, and the measured loss change. */
  public EstimatorChoice(String estimator) {
    this(estimator, Options.none(), LossChange.MEASURED);
  }

  /**
   * Reads {@code ESTIMATOR[:KEY=VALUE]…[@LOSS-CHANGE]}.
   *
   * @throws IllegalArgumentException if it is not spelled so
   */
  public static EstimatorChoice parse(String text) {
    int at = text.lastIndexOf('@');
    String own = at < 0 ? text : text.substring(0, at);
    try {
      return new EstimatorChoice(
          InlineOptions.name(own),
          InlineOptions.of(own),
          at < 0 ? LossChange.MEASURED : LossChange.of(text.substring(at + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "estimator '" + text + "': " + e.getMessage() + ", as in lasso-granger@permuted", e);
    }
  }

  /** Whether it is given a substitute for the measured loss change. */
  public boolean isControl() {
    return lossChange != LossChange.MEASURED;
  }

  /** The same with the measured loss change. */
  public EstimatorChoice measured() {
    return new EstimatorChoice(estimator, options, LossChange.MEASURED);
  }

  /** The name in experiment and result files, options sorted by their keys. */
  public String id() {
    String own = InlineOptions.spelled(estimator, options);
    return isControl() ? own + "@" + lossChange.id() : own;
  }
}
