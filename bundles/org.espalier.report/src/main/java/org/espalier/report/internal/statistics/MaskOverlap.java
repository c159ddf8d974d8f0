package org.espalier.report.internal.statistics;

import java.util.BitSet;
import java.util.Map;
import org.espalier.core.npy.Npz.Truths;

/**
 * How far two masks keep the same weights: |A ∩ B| ÷ |A ∪ B| over the weights that each keeps (P.
 * Jaccard 1901), beside what masks without anything in common would have that keep as many weights
 * of each tensor, drawn at random: E|A ∩ B| ÷ E|A ∪ B| with E|A ∩ B| = Σ a_l b_l ÷ n_l over the
 * tensors l, of n_l weights of which the masks keep a_l and b_l.
 *
 * @param iou in [0, 1]; 1 where both keep nothing
 * @param chance the same by chance
 */
public record MaskOverlap(double iou, double chance) {

  /**
   * Of two masks over the same tensors.
   *
   * @throws IllegalArgumentException if they are of different networks
   */
  public static MaskOverlap of(Map<String, Truths> a, Map<String, Truths> b) {
    if (!a.keySet().equals(b.keySet())) {
      throw new IllegalArgumentException(
          "masks over the tensors %s and %s".formatted(a.keySet(), b.keySet()));
    }
    double common = 0;
    double all = 0;
    double byChance = 0;
    for (Map.Entry<String, Truths> tensor : a.entrySet()) {
      Truths one = tensor.getValue();
      Truths other = java.util.Objects.requireNonNull(b.get(tensor.getKey()));
      double sum = one.values().cardinality() + (double) other.values().cardinality();
      BitSet both = (BitSet) one.values().clone();
      both.and(other.values());
      common += both.cardinality();
      all += sum;
      byChance += one.values().cardinality() * (double) other.values().cardinality() / one.size();
    }
    return new MaskOverlap(ratio(common, all), ratio(byChance, all));
  }

  private static double ratio(double common, double sum) {
    return sum == 0 ? 1 : common / (sum - common);
  }
}
