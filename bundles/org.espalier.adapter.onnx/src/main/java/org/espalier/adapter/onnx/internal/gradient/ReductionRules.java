package org.espalier.adapter.onnx.internal.gradient;

import java.util.Map;
import java.util.stream.LongStream;

/** Sums, means and extremes over axes, and what is built on them: the softmax and its logarithm. */
final class ReductionRules {
  private static final int AXIS_ALONE = 13;

  static final Map<String, Rule> RULES =
      Map.of(
          "ReduceSum", s -> spread(s, 1),
          "ReduceMean", s -> spread(s, (double) Shapes.size(s.out()) / Shapes.size(s.in(0))),
          "ReduceMax", ReductionRules::extreme,
          "ReduceMin", ReductionRules::extreme,
          "Softmax", ReductionRules::softmax,
          "LogSoftmax", ReductionRules::logSoftmax);

  private ReductionRules() {}

  private static void spread(Step s, double factor) {
    String kept = s.writer().reshape(s.writer().times(s.dy(), factor), kept(s));
    s.give(0, s.writer().apply("Expand", kept, s.writer().longs(s.in(0))));
  }

  /** Equal ones share. */
  private static void extreme(Step s) {
    GraphWriter writer = s.writer();
    String y = writer.reshape(s.y(), kept(s));
    String are = writer.toFloats(writer.apply("Equal", s.x(0), y));
    String share =
        writer.apply(
            "Div",
            writer.reshape(s.dy(), kept(s)),
            writer.sum(are, Shapes.summed(s.in(0), kept(s))));
    s.give(0, writer.apply("Mul", share, are));
  }

  /** The output's shape if axes that are reduced stayed with length 1. */
  private static long[] kept(Step s) {
    long[] shape = s.in(0).clone();
    long[] axes = s.integers("axes", 1).orElse(new long[0]);
    if (axes.length == 0 && s.integer("noop_with_empty_axes", 0) != 0) {
      return shape;
    }
    LongStream.of(axes.length == 0 ? Shapes.axes(0, shape.length) : axes)
        .forEach(axis -> shape[Shapes.axis(axis, shape.length)] = 1);
    return shape;
  }

  /** y (ȳ − Σ ȳ y). */
  private static void softmax(Step s) {
    GraphWriter writer = s.writer();
    String sum = writer.sum(writer.apply("Mul", s.dy(), s.y()), softmaxAxes(s));
    s.give(0, writer.apply("Mul", s.y(), writer.apply("Sub", s.dy(), sum)));
  }

  /** ȳ − e^y Σ ȳ. */
  private static void logSoftmax(Step s) {
    GraphWriter writer = s.writer();
    String sum = writer.sum(s.dy(), softmaxAxes(s));
    String shares = writer.apply("Mul", writer.apply("Exp", s.y()), sum);
    s.give(0, writer.apply("Sub", s.dy(), shares));
  }

  /** One axis, or in older versions that and all behind it. */
  private static long[] softmaxAxes(Step s) {
    return softmaxAxes(s.opset(), s.integer("axis", softmaxAxis(s.opset())), s.out());
  }

  /** The axis of a softmax that names none. */
  static long softmaxAxis(long opset) {
    return opset < AXIS_ALONE ? 1 : -1;
  }

  /** Axes that a softmax makes sum up to 1. */
  static long[] softmaxAxes(long opset, long axis, long[] shape) {
    int first = Shapes.axis(axis, shape.length);
    return opset < AXIS_ALONE ? Shapes.axes(first, shape.length) : new long[] {first};
  }
}
