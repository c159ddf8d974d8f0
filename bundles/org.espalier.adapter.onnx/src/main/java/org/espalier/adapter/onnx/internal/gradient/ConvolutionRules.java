package org.espalier.adapter.onnx.internal.gradient;

import java.util.Map;

/**
 * Convolutions: x̄ is the transposed convolution of ȳ, the weights' gradient the correlation of x
 * with ȳ, the bias's the sum of ȳ over all but channels; a transposed convolution the other way
 * round.
 */
final class ConvolutionRules {
  static final Map<String, Rule> RULES =
      Map.of("Conv", ConvolutionRules::convolution, "ConvTranspose", ConvolutionRules::transposed);

  private ConvolutionRules() {}

  private static void convolution(Step s) {
    long groups = s.integer("group", 1);
    Window window = Window.of(s, space(s.in(1)), space(s.in(0)), space(s.out()));
    if (s.wants(0)) {
      s.give(0, window.spread(s.writer(), s.dy(), s.x(1), groups));
    }
    if (s.wants(1)) {
      s.give(1, window.correlate(s.writer(), s.x(0), s.in(0), s.dy(), groups));
    }
    bias(s);
  }

  private static void transposed(Step s) {
    if (s.text("auto_pad", "NOTSET").startsWith("SAME") || s.has("output_shape")) {
      throw s.unknown();
    }
    long groups = s.integer("group", 1);
    Window window = Window.of(s, space(s.in(1)), space(s.out()), space(s.in(0)));
    if (s.wants(0)) {
      s.give(0, window.gather(s.writer(), s.dy(), s.x(1), groups));
    }
    if (s.wants(1)) {
      s.give(1, window.correlate(s.writer(), s.dy(), s.out(), s.x(0), groups));
    }
    bias(s);
  }

  private static void bias(Step s) {
    if (s.wants(2)) {
      GraphWriter writer = s.writer();
      long[] others = Shapes.join(new long[] {0}, Shapes.axes(2, s.out().length));
      s.give(2, writer.reshape(writer.sum(s.dy(), others), s.in(2)));
    }
  }

  private static long[] space(long[] shape) {
    return Shapes.from(shape, 2);
  }
}
