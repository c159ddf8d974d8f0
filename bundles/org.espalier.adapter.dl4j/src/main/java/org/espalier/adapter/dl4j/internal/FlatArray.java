package org.espalier.adapter.dl4j.internal;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies between Java's arrays and ND4J's off-heap ones, in memory order, without an operation. */
final class FlatArray {
  private FlatArray() {}

  /** An array outside of every workspace, in C order. */
  static INDArray create(long... shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c').detach();
  }

  /** Fills {@code into} from the start of {@code array}. */
  static float[] read(INDArray array, float[] into) {
    pointer(array).get(into);
    return into;
  }

  /** Fills the start of {@code array} from {@code values}. */
  static void write(float[] values, INDArray array) {
    pointer(array).put(values);
  }

  private static FloatPointer pointer(INDArray array) {
    return (FloatPointer) array.data().addressPointer();
  }
}
