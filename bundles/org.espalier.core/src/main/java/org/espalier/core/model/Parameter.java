package org.espalier.core.model;

import java.util.List;

/**
 * One named tensor of a model, as a run of the flat parameter vector θ.
 *
 * <p>The run is the tensor in C order. Of a weight tensor, axis 0 is the unit (the neuron or the
 * filter) and the other axes are its fan-in, as in PyTorch: (out, in) for a dense layer, (out, in,
 * height, width) for a convolution.
 *
 * @param name the tensor's name, unique in the model
 * @param layer the layer it belongs to; weights and bias of one layer share it
 * @param role what it does there
 * @param shape its axes, each at least 1
 * @param offset index in θ of its first value
 * @param prunable whether a mask may cut into it
 * @param positions how often one example uses each value: 1 in a dense layer, output height × width
 *     in a convolution; FLOPs are counted with it
 */
public record Parameter(
    String name,
    String layer,
    ParameterRole role,
    List<Integer> shape,
    int offset,
    boolean prunable,
    int positions) {

  public Parameter {
    shape = List.copyOf(shape);
    long size = 1;
    for (int axis : shape) {
      if (axis < 1) {
        throw new IllegalArgumentException("parameter " + name + " has an axis of " + axis);
      }
      size *= axis;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "parameter %s of shape %s has more than 2^31 - 1 values".formatted(name, shape));
      }
    }
    if (offset < 0 || offset + size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "parameter " + name + " spans " + offset + " + " + size + "; the limit is 2^31 - 1");
    }
    if (positions < 0) {
      throw new IllegalArgumentException("parameter " + name + " has " + positions + " positions");
    }
  }

  /** Number of values. */
  public int size() {
    int size = 1;
    for (int axis : shape) {
      size *= axis;
    }
    return size;
  }

  /** Index in θ behind its last value. */
  public int end() {
    return offset + size();
  }

  /** Number of units: the length of axis 0, or 1 for a scalar. */
  public int units() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** Values of each unit. */
  public int fanIn() {
    return size() / units();
  }
}
