package org.espalier.core.model;

/** A learning rate that holds from one step to the next phase's. */
public record RatePhase(int fromStep, double rate) {
  public RatePhase {
    if (fromStep < 0) {
      throw new IllegalArgumentException("a learning rate from step " + fromStep);
    }
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "learning rate " + rate + " from step " + fromStep + "; it must be positive and finite");
    }
  }
}
