package org.espalier.core.model;

import java.util.BitSet;

/**
 * Which parameters are kept: true where the weight is <b>kept</b>, one value for each of the p
 * parameters; what is not prunable is always kept. Immutable.
 */
public final class Mask {
  private final ParameterLayout layout;
  private final BitSet kept;

  private Mask(ParameterLayout layout, BitSet kept) {
    this.layout = layout;
    this.kept = kept;
  }

  /** The mask that keeps everything. */
  public static Mask all(ParameterLayout layout) {
    BitSet kept = new BitSet(layout.size());
    kept.set(0, layout.size());
    return new Mask(layout, kept);
  }

  /**
   * The mask that keeps the set bits.
   *
   * @param kept p bits; copied
   * @throws IllegalArgumentException if a bit of a parameter that is not prunable is clear, or one
   *     behind the last parameter is set
   */
  public static Mask of(ParameterLayout layout, BitSet kept) {
    if (kept.length() > layout.size()) {
      throw new IllegalArgumentException(
          "the mask keeps index %d of %d parameters".formatted(kept.length() - 1, layout.size()));
    }
    for (Parameter parameter : layout.parameters()) {
      int cut = kept.nextClearBit(parameter.offset());
      if (!parameter.prunable() && cut < parameter.end()) {
        throw new IllegalArgumentException(
            "the mask cuts index %d of %s, which is not prunable"
                .formatted(cut - parameter.offset(), parameter.name()));
      }
    }
    return new Mask(layout, (BitSet) kept.clone());
  }

  public ParameterLayout layout() {
    return layout;
  }

  public boolean keeps(int index) {
    return kept.get(index);
  }

  /** The kept indices as a set of its own. */
  public BitSet toBitSet() {
    return (BitSet) kept.clone();
  }

  /** Kept values of one tensor. */
  public int kept(Parameter parameter) {
    return kept.get(parameter.offset(), parameter.end()).cardinality();
  }

  /** Kept values of all tensors that may be pruned. */
  public int keptPrunable() {
    return layout.prunable().stream().mapToInt(this::kept).sum();
  }

  /** Zeroed ÷ prunable, 0 if nothing is prunable. */
  public double sparsity() {
    int prunable = layout.prunableSize();
    return prunable == 0 ? 0 : (prunable - keptPrunable()) / (double) prunable;
  }

  /** Zeroed ÷ size of one tensor. */
  public double sparsity(Parameter parameter) {
    return (parameter.size() - kept(parameter)) / (double) parameter.size();
  }

  /** Floating-point operations of one example: two for each use of each kept weight. */
  public long flops() {
    return layout.parameters().stream().mapToLong(p -> 2L * p.positions() * kept(p)).sum();
  }

  /**
   * The weights with zeros where the mask cuts.
   *
   * @param weights p values; left as they are
   * @throws IllegalArgumentException if there are not p values
   */
  public float[] apply(float[] weights) {
    if (weights.length != layout.size()) {
      throw new IllegalArgumentException(
          "%d weights for a mask over %d parameters".formatted(weights.length, layout.size()));
    }
    float[] masked = weights.clone();
    for (int k = kept.nextClearBit(0); k < masked.length; k = kept.nextClearBit(k + 1)) {
      masked[k] = 0;
    }
    return masked;
  }

  /**
   * The values with zeros where the mask cuts.
   *
   * @param values p values; left as they are
   */
  public double[] only(double[] values) {
    double[] masked = values.clone();
    for (int k = kept.nextClearBit(0); k < masked.length; k = kept.nextClearBit(k + 1)) {
      masked[k] = 0;
    }
    return masked;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask && kept.equals(mask.kept) && layout.equals(mask.layout);
  }

  @Override
  public int hashCode() {
    return kept.hashCode();
  }

  @Override
  public String toString() {
    return "mask that keeps " + keptPrunable() + " of " + layout.prunableSize();
  }
}
