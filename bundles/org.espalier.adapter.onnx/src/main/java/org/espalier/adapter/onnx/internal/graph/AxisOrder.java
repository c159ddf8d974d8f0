package org.espalier.adapter.onnx.internal.graph;

/**
 * How a weight tensor's values lie in θ, where the unit is axis 0: a file's (groups, a, b, inner)
 * is θ's (groups, b, a, inner). A matrix (in, out) is (1, in, out, 1); a transposed convolution's
 * (in, out ÷ groups, height, width) is (groups, in ÷ groups, out ÷ groups, height × width).
 *
 * @param a length of the axis that comes first in the file
 * @param b length of the axis that comes first in θ
 * @param inner values that stay together
 */
record AxisOrder(int a, int b, int inner) {
  /** The file's own order. */
  static final AxisOrder SAME = new AxisOrder(1, 1, 1);

  /** Place in the file of a value of θ. */
  int inFile(int index) {
    if (a == 1 || b == 1) {
      return index;
    }
    int within = index % inner;
    int rest = index / inner;
    int i = rest % a;
    rest /= a;
    int j = rest % b;
    int group = rest / b;
    return ((group * a + i) * b + j) * inner + within;
  }
}
