package org.espalier.adapter.onnx.internal.graph;

import org.espalier.core.model.Parameter;

/**
 * An initializer that is a parameter.
 *
 * @param initializer its index in the file
 * @param parameter its place in θ
 * @param order how its values lie there
 */
public record Tensor(int initializer, Parameter parameter, AxisOrder order) {
  /** Place in the file of the k-th value of the parameter. */
  public int inFile(int k) {
    return order.inFile(k);
  }
}
