package org.espalier.policy.layerwise.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.pruning.LayerQuotas;

/**
 * Goes through a layer's inputs from left to right, block by block. Of a block the weights with the
 * lowest w² ÷ Rⱼⱼ² are cut, H⁻¹ = RᵀR, the same share of each block; whatever is cut is made up for
 * by the weights to its right: w ← w − (wⱼ ÷ Rⱼⱼ) Rⱼ. As Rⱼⱼ² is the first of the inverse of what
 * is left of H, that is the step of Optimal Brain Surgeon with the inputs behind it only.
 */
final class SparseGpt {
  private final Layer layer;
  private final Hessian hessian;
  private final double[] root;
  private final int blockSize;

  /**
   * @param hessian dampened; positive definite
   * @param blockSize inputs whose weights are compared with each other
   */
  SparseGpt(Layer layer, Hessian hessian, int blockSize) {
    this.layer = layer;
    this.hessian = hessian;
    this.root = hessian.inverseRoot();
    this.blockSize = Math.min(blockSize, layer.inputs);
  }

  /** Cuts the layer down to what it is to keep, and adjusts the rest. */
  void prune() {
    hessian.clearDead(layer);
    int[] quotas = quotas();
    for (int block = 0; block < quotas.length; block++) {
      int from = block * blockSize;
      select(from, end(block), quotas[block]);
      for (int j = from; j < end(block); j++) {
        layer.progress.check();
        for (int unit = 0; unit < layer.units; unit++) {
          cutAndMakeUp(unit, j);
        }
      }
    }
  }

  private int[] quotas() {
    int blocks = (layer.inputs + blockSize - 1) / blockSize;
    int[] sizes = new int[blocks];
    int[] alive = new int[blocks];
    for (int block = 0; block < blocks; block++) {
      sizes[block] = layer.units * (end(block) - block * blockSize);
      alive[block] = living(block * blockSize, end(block)).length;
    }
    return new LayerQuotas(sizes, new int[blocks], alive).share(layer.keep);
  }

  private int end(int block) {
    return Math.min(layer.inputs, (block + 1) * blockSize);
  }

  private int[] living(int from, int to) {
    List<Integer> living = new ArrayList<>();
    for (int unit = 0; unit < layer.units; unit++) {
      int row = unit * layer.inputs;
      layer.kept.get(row + from, row + to).stream().forEach(j -> living.add(row + from + j));
    }
    return living.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Marks what is cut; its values count until its column's turn has come. */
  private void select(int from, int to, int keep) {
    double[] scores = new double[layer.weights.length];
    int[] living = living(from, to);
    for (int k : living) {
      double scaled = layer.weights[k] / root(k % layer.inputs, k % layer.inputs);
      scores[k] = scaled * scaled;
    }
    Arrays.stream(Lowest.of(living, scores, living.length - keep)).forEach(layer.kept::clear);
  }

  private void cutAndMakeUp(int unit, int j) {
    int row = unit * layer.inputs;
    if (layer.kept.get(row + j)) {
      return;
    }
    double error = layer.weights[row + j] / root(j, j);
    layer.weights[row + j] = 0;
    for (int i = j + 1; error != 0 && i < layer.inputs; i++) {
      layer.weights[row + i] -= error * root(j, i);
    }
  }

  private double root(int i, int j) {
    return root[i * layer.inputs + j];
  }
}
