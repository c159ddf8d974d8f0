package org.espalier.core.trajectory;

/** The loss before and after each of T steps; immutable. */
public final class Losses {
  private final double[] before;
  private final double[] after;

  /**
   * @param before L(θₜ; Bₜ), T values; copied
   * @param after L(θₜ₊₁; Bₜ), T values; copied
   */
  public Losses(double[] before, double[] after) {
    if (before.length != after.length) {
      throw new IllegalArgumentException(
          before.length + " losses before a step, but " + after.length + " after");
    }
    this.before = before.clone();
    this.after = after.clone();
  }

  /** T. */
  public int size() {
    return before.length;
  }

  public double before(int step) {
    return before[step];
  }

  public double after(int step) {
    return after[step];
  }

  /** ΔLₜ = after − before, T values. */
  public double[] changes() {
    double[] changes = new double[before.length];
    for (int t = 0; t < changes.length; t++) {
      changes[t] = after[t] - before[t];
    }
    return changes;
  }
}
