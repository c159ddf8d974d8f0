package org.espalier.policy.causal.internal.surgeon;

/**
 * Options of the trajectory surgeon.
 *
 * @param rows gradients to look at, spread over the training; 32 are nearly as good as 512
 * @param damping added to the curvature's diagonal, as a multiple of the mean ⟨g²⟩ over all
 *     weights; the larger, the more the surgeon resembles plain magnitude
 * @param flow whether weak units die whole instead of starving together
 */
public record SurgeonOptions(int rows, double damping, boolean flow) {
  public SurgeonOptions {
    requireValid(rows, damping);
  }

  static void requireValid(int rows, double damping) {
    if (rows < 2) {
      throw new IllegalArgumentException("rows = " + rows + "; it must be at least 2");
    }
    if (!(damping > 0) || Double.isInfinite(damping)) {
      throw new IllegalArgumentException("damping = " + damping + "; it must be positive");
    }
  }

  /** Half the damping does as well on small networks and ten times as much does worse. */
  public static SurgeonOptions standard() {
    return new SurgeonOptions(512, 0.05, true);
  }
}
