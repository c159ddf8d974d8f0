package org.espalier.harness.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.espalier.core.Suggestions;

/**
 * What an estimator is given as the loss change ΔLₜ of each step. The substitutes are controls:
 * where evidence from one of them prunes as well as the measured one, the measured loss does not
 * inform the pruning.
 */
public enum LossChange {
  /** As recorded: L(θₜ₊₁; Bₜ) − L(θₜ; Bₜ). */
  MEASURED,

  /**
   * −‖Δθₜ‖² ÷ ηₜ, with ηₜ the learning rate of the step: the first-order Taylor term ⟨gₜ, Δθₜ⟩ of
   * the loss along a step Δθₜ = −ηₜgₜ of plain SGD (Nocedal and Wright 2006, theorem 2.1). It knows
   * the updates and nothing of the loss. With momentum or Adam, or with weight decay, Δθₜ is not
   * −ηₜgₜ, and it is a proxy.
   */
  FIRST_ORDER,

  /**
   * The recorded changes in a random order over the steps, which keeps their distribution and
   * breaks their tie to the updates.
   */
  PERMUTED;

  /** The name in experiment and result files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The loss change of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static LossChange of(String id) {
    for (LossChange change : values()) {
      if (change.id().equals(id)) {
        return change;
      }
    }
    List<String> known = Arrays.stream(values()).map(LossChange::id).toList();
    throw new IllegalArgumentException(Suggestions.unknown("loss change", id, known));
  }
}
