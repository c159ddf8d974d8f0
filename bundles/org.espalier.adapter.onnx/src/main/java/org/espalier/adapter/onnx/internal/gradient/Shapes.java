package org.espalier.adapter.onnx.internal.gradient;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Arithmetic on axes. */
final class Shapes {
  private Shapes() {}

  /** Number of elements. */
  static long size(long... shape) {
    return LongStream.of(shape).reduce(1, Math::multiplyExact);
  }

  static long[] join(long[] first, long... second) {
    return LongStream.concat(LongStream.of(first), LongStream.of(second)).toArray();
  }

  static long[] from(long[] shape, int axis) {
    return Arrays.copyOfRange(shape, axis, shape.length);
  }

  static long[] filled(int length, long value) {
    long[] filled = new long[length];
    Arrays.fill(filled, value);
    return filled;
  }

  /** 0, 1, …: all axes from one on. */
  static long[] axes(int from, int rank) {
    return LongStream.range(from, rank).toArray();
  }

  /** The order in which the first two axes are swapped. */
  static long[] swapped(int rank) {
    long[] order = axes(0, rank);
    order[0] = 1;
    order[1] = 0;
    return order;
  }

  /** The shape that two shapes are broadcast to. */
  static long[] broadcast(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    long[] x = join(filled(rank - a.length, 1), a);
    long[] y = join(filled(rank - b.length, 1), b);
    return IntStream.range(0, rank).mapToLong(i -> x[i] == 1 ? y[i] : x[i]).toArray();
  }

  /** Axes of a broadcast shape that have to be summed over to come back to what was broadcast. */
  static long[] summed(long[] broadcast, long[] original) {
    int more = broadcast.length - original.length;
    return IntStream.range(0, broadcast.length)
        .filter(i -> i < more || (original[i - more] == 1 && broadcast[i] != 1))
        .mapToLong(i -> i)
        .toArray();
  }

  /** An axis counted from the front. */
  static int axis(long axis, int rank) {
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }
}
