package org.espalier.policy.causal.internal.surgeon;

import org.espalier.core.model.Mask;

/** A unit under the knife: which of its parameters are left, and what they are now. */
interface UnitState {
  /** Writes the weights that are left to their places in θ. */
  void writeWeights(double[] theta);

  /**
   * Writes what each weight's removal costs, ½ w² ÷ [(F_KK)⁻¹]ₖₖ, to its place.
   *
   * @param scores p values
   */
  void writeScores(double[] scores);

  /**
   * Adds what the joint removal of each run of weights costs, ½ w_Rᵀ ([(F_KK)⁻¹]_RR)⁻¹ w_R, to its
   * place; of what is left of the run.
   *
   * @param costs one value a run; the runs follow each other, the bias is in none
   */
  void addJointCosts(double[] costs);

  /** Removes what the mask cuts, and lets the others answer. */
  UnitState cut(Mask mask);
}
