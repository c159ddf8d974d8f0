package org.espalier.adapter.dl4j.internal;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between Java's arrays and ND4J's off-heap ones, in memory order, without an operation. A
 * pointer doesn't keep its memory: ND4J frees it with the array, which a compiled method forgets
 * after its last use, so the array is kept reachable until the copy is over.
 */
final class FlatArray {
  private FlatArray() {}

  /** An array outside of every workspace, in C order, with whatever is in memory. */
  static INDArray create(long... shape) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
  }

  /** A vector of zeros. */
  static INDArray zeros(long length) {
    INDArray zeros = create(length);
    zeros.assign(0);
    return zeros;
  }

  /** A vector with a copy of the values. */
  static INDArray of(float[] values) {
    INDArray copy = create(values.length);
    write(values, copy);
    return copy;
  }

  /** Fills {@code into} from the start of {@code array}. */
  static float[] read(INDArray array, float[] into) {
    try {
      pointer(array).get(into);
      return into;
    } finally {
      Reference.reachabilityFence(array);
    }
  }

  /** Fills the start of {@code array} from {@code values}. */
  static void write(float[] values, INDArray array) {
    try {
      pointer(array).put(values);
    } finally {
      Reference.reachabilityFence(array);
    }
  }

  /** Frees what is there and not freed yet. */
  static void close(@Nullable INDArray... arrays) {
    for (INDArray array : arrays) {
      if (array != null && array.closeable()) {
        array.close();
      }
    }
  }

  private static FloatPointer pointer(INDArray array) {
    return (FloatPointer) array.data().addressPointer();
  }
}
