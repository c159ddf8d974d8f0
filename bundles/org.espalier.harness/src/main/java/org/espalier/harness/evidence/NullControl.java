package org.espalier.harness.evidence;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What the same estimator finds where there is nothing to find: blocks of consecutive loss changes
 * in a random order over the steps, which keeps their distribution and, within a block, their
 * autocorrelation, and breaks their tie to the updates.
 *
 * @param blockLength steps in a block, ⌈T^⅓⌉ (the rate of Hall, Horowitz and Jing 1995), or 1 of
 *     perturbations, which don't depend on each other
 * @param runs one for each order
 */
public record NullControl(int blockLength, List<EvidenceFigures> runs) {
  /** A null that comes within a tenth of the measured selection selects as much. */
  private static final double AS_MUCH = 0.9;

  public NullControl {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a null control without a run");
    }
  }

  /** Mean number of parameters selected. */
  public double meanSelected() {
    return runs.stream().mapToInt(EvidenceFigures::selected).average().orElseThrow();
  }

  /** Mean Σ|γ|. */
  public double meanSumAbsoluteGamma() {
    return runs.stream().mapToDouble(EvidenceFigures::sumAbsoluteGamma).average().orElseThrow();
  }

  /** Mean R² of the runs that know it; empty if none does. */
  public OptionalDouble meanRSquared() {
    return runs.stream().flatMapToDouble(run -> run.rSquared().stream()).average();
  }

  /**
   * Whether as much is selected where there is nothing to find: at least 90 % of {@code selected}.
   *
   * @param selected under the measured loss changes
   */
  public boolean selectsAsMuch(int selected) {
    return meanSelected() >= AS_MUCH * selected;
  }
}
