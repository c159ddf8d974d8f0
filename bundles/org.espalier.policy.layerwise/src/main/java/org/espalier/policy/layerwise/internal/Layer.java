package org.espalier.policy.layerwise.internal;

import java.util.BitSet;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;

/**
 * The weights W of one tensor, (units, inputs), while they are pruned: which are left, how many are
 * to be kept, and their new values.
 */
final class Layer {
  final Parameter tensor;
  final int units;
  final int inputs;

  /** W, row by row; 0 where it is cut. */
  final double[] weights;

  /** What is alive by index in the tensor, then what is kept. */
  final BitSet kept;

  final int keep;
  final Progress progress;

  /**
   * @param model θ, p values
   * @param alive what earlier rounds have left
   * @param keep how many weights to keep
   */
  Layer(Parameter tensor, float[] model, Mask alive, int keep, Progress progress) {
    this.tensor = tensor;
    this.units = tensor.units();
    this.inputs = tensor.fanIn();
    this.keep = keep;
    this.progress = progress;
    weights = new double[tensor.size()];
    kept = alive.toBitSet().get(tensor.offset(), tensor.end());
    for (int k = kept.nextSetBit(0); k >= 0; k = kept.nextSetBit(k + 1)) {
      weights[k] = model[tensor.offset() + k];
    }
  }

  /** Weights of a unit that are alive or kept. */
  int kept(int unit) {
    return kept.get(unit * inputs, (unit + 1) * inputs).cardinality();
  }

  void cut(int index) {
    kept.clear(index);
    weights[index] = 0;
  }

  /** Writes the new values into θ. */
  void write(float[] model) {
    for (int k = 0; k < weights.length; k++) {
      model[tensor.offset() + k] = (float) weights[k];
    }
  }
}
