package org.espalier.core.pruning;

/** What a policy predicts that a cut does to the loss; immutable. */
public final class Prediction {
  private final double lossChange;
  private final double[] effects;

  /**
   * @param lossChange predicted rise of the training loss, in nats, by the whole cut with its
   *     adjusted weights
   * @param effects the evidence behind each cut, p values: the rise of the loss predicted for a cut
   *     weight when it was cut, 0 for a kept one; copied
   */
  public Prediction(double lossChange, double[] effects) {
    this.lossChange = lossChange;
    this.effects = effects.clone();
  }

  /** Predicted rise of the training loss by the whole cut, in nats. */
  public double lossChange() {
    return lossChange;
  }

  /** p. */
  public int size() {
    return effects.length;
  }

  /** The rise predicted for each cut weight at its cut, in nats, p values, a copy. */
  public double[] effects() {
    return effects.clone();
  }
}
