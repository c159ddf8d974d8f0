package org.espalier.harness.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Estimates on consecutive parts of a trajectory, and how far they agree; means over all pairs of
 * windows, empty where no pair defines one.
 *
 * @param windows by step
 * @param jaccard overlap of the supports, |A ∩ B| ÷ |A ∪ B|
 * @param jaccardByChance its expectation for random supports of the same sizes
 * @param parameters Spearman's rank correlation of |γ|
 * @param units the same of Σ |γₖ| ⟨(Δθₖ)²⟩ over each unit, the loss that it is told to move a step
 * @param unitCount number of units
 * @param layers the same over each layer
 * @param layerCount number of layers
 */
public record Windows(
    List<Window> windows,
    OptionalDouble jaccard,
    OptionalDouble jaccardByChance,
    OptionalDouble parameters,
    OptionalDouble units,
    int unitCount,
    OptionalDouble layers,
    int layerCount) {

  /**
   * Rank correlation from which on windows count as agreeing: half of the ranks' variance and more.
   */
  private static final double AGREEING = 0.7;

  public Windows {
    windows = List.copyOf(windows);
  }

  /**
   * The levels at which the windows agree, of {@code parameters}, {@code units}, {@code layers}.
   */
  public List<String> agreeAt() {
    List<String> levels = new ArrayList<>();
    if (parameters.orElse(0) >= AGREEING) {
      levels.add("parameters");
    }
    if (units.orElse(0) >= AGREEING) {
      levels.add("units");
    }
    if (layers.orElse(0) >= AGREEING) {
      levels.add("layers");
    }
    return levels;
  }

  /**
   * One part.
   *
   * @param from first row
   * @param to row after the last
   * @param figures what the estimator found in it
   */
  public record Window(int from, int to, EvidenceFigures figures) {}
}
