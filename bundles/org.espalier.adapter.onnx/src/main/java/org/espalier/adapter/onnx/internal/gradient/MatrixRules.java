package org.espalier.adapter.onnx.internal.gradient;

import java.util.Arrays;
import java.util.Map;

/** Matrix products: with Y = A B, Ā = Ȳ Bᵀ and B̄ = Aᵀ Ȳ. */
final class MatrixRules {
  static final Map<String, Rule> RULES =
      Map.of("Gemm", MatrixRules::gemm, "MatMul", MatrixRules::matMul);

  private MatrixRules() {}

  private static void gemm(Step s) {
    long a = s.integer("transA", 0) != 0 ? 1 : 0;
    long b = s.integer("transB", 0) != 0 ? 1 : 0;
    float alpha = s.number("alpha", 1);
    if (s.wants(0)) {
      s.give(
          0,
          a == 0 ? gemm(s, alpha, s.dy(), 0, s.x(1), 1 - b) : gemm(s, alpha, s.x(1), b, s.dy(), 1));
    }
    if (s.wants(1)) {
      s.give(
          1,
          b == 0 ? gemm(s, alpha, s.x(0), 1 - a, s.dy(), 0) : gemm(s, alpha, s.dy(), 1, s.x(0), a));
    }
    if (s.wants(2)) {
      s.giveSummed(2, s.writer().times(s.dy(), s.number("beta", 1)));
    }
  }

  private static String gemm(Step s, float alpha, String a, long transA, String b, long transB) {
    GraphWriter.Call gemm = s.writer().node("Gemm").with("alpha", alpha);
    return gemm.with("transA", transA).with("transB", transB).of(a, b);
  }

  private static void matMul(Step s) {
    long[] a = s.in(0).length == 1 ? Shapes.join(new long[] {1}, s.in(0)) : s.in(0);
    long[] b = s.in(1).length == 1 ? Shapes.join(s.in(1), 1) : s.in(1);
    long[] batch = Shapes.broadcast(stack(a), stack(b));
    long[] y = Shapes.join(batch, a[a.length - 2], b[b.length - 1]);
    GraphWriter writer = s.writer();
    String dy = as(s, s.dy(), s.out(), y);
    if (s.wants(0)) {
      String product = writer.apply("MatMul", dy, transposed(s, as(s, s.x(1), s.in(1), b), b));
      long[] shape = Shapes.join(batch, a[a.length - 2], a[a.length - 1]);
      giveStacked(s, 0, product, shape, a);
    }
    if (s.wants(1) && b.length == 2) {
      long columns = b[1];
      String rows = writer.reshape(as(s, s.x(0), s.in(0), a), -1, b[0]);
      s.give(1, as(s, gemm(s, 1, rows, 1, writer.reshape(dy, -1, columns), 0), b, s.in(1)));
    } else if (s.wants(1)) {
      String product = writer.apply("MatMul", transposed(s, as(s, s.x(0), s.in(0), a), a), dy);
      long[] shape = Shapes.join(batch, b[b.length - 2], b[b.length - 1]);
      giveStacked(s, 1, product, shape, b);
    }
  }

  /** Axes before the last two. */
  private static long[] stack(long[] shape) {
    return Arrays.copyOf(shape, shape.length - 2);
  }

  private static String as(Step s, String value, long[] shape, long... other) {
    return Arrays.equals(shape, other) ? value : s.writer().reshape(value, other);
  }

  private static String transposed(Step s, String value, long[] shape) {
    long last = shape.length - 1L;
    long[] order = Shapes.join(Shapes.axes(0, shape.length - 2), last, last - 1);
    return s.writer().transpose(value, order);
  }

  /** Gives an input the gradient of a stack of matrices that it was seen as and broadcast to. */
  private static void giveStacked(Step s, int input, String value, long[] shape, long[] seen) {
    String summed = s.writer().sum(value, Shapes.summed(shape, seen));
    s.give(input, as(s, summed, summedShape(shape, seen), s.in(input)));
  }

  private static long[] summedShape(long[] shape, long[] seen) {
    long[] summed = shape.clone();
    for (long axis : Shapes.summed(shape, seen)) {
      summed[Math.toIntExact(axis)] = 1;
    }
    return summed;
  }
}
