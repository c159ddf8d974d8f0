package org.espalier.adapter.onnx.internal.gradient;

import java.util.Map;

/**
 * Normalisations: with x̂ = (x − μ) ÷ √(σ² + ε), the scale's gradient is Σ ȳ x̂ and the shift's Σ
 * ȳ. A batch normalisation takes μ and σ² as they were found in training; they get no gradient, and
 * x̄ = ȳ scale ÷ √(σ² + ε). The others find them in the example itself: with g = ȳ scale, x̄ = (g −
 * mean g − x̂ mean(g x̂)) ÷ √(σ² + ε).
 */
final class NormalizationRules {
  private static final double EPSILON = 1e-5;

  static final Map<String, Rule> RULES =
      Map.of(
          "BatchNormalization", NormalizationRules::batch,
          "InstanceNormalization", NormalizationRules::instance,
          "LayerNormalization", NormalizationRules::layer);

  private NormalizationRules() {}

  private static void batch(Step s) {
    if (s.integer("training_mode", 0) != 0 || s.integer("spatial", 1) == 0) {
      throw s.unknown();
    }
    GraphWriter writer = s.writer();
    long[] column = column(s);
    String inverse = inverseDeviation(s, s.x(4));
    if (s.wants(0)) {
      String slope = writer.reshape(writer.apply("Mul", s.x(1), inverse), column);
      s.give(0, writer.apply("Mul", s.dy(), slope));
    }
    if (s.wants(1)) {
      String centred = writer.apply("Sub", s.x(0), writer.reshape(s.x(3), column));
      String sum = sumOverChannel(s, 1, writer.apply("Mul", s.dy(), centred));
      s.give(1, writer.apply("Mul", sum, inverse));
    }
    if (s.wants(2)) {
      s.give(2, sumOverChannel(s, 2, s.dy()));
    }
  }

  private static void instance(Step s) {
    long[] space = Shapes.axes(2, s.in(0).length);
    String normalized = own(s, space, s.writer().reshape(s.x(1), column(s)));
    if (s.wants(1)) {
      s.give(1, sumOverChannel(s, 1, s.writer().apply("Mul", s.dy(), normalized)));
    }
    if (s.wants(2)) {
      s.give(2, sumOverChannel(s, 2, s.dy()));
    }
  }

  private static void layer(Step s) {
    int rank = s.in(0).length;
    long[] axes = Shapes.axes(Shapes.axis(s.integer("axis", -1), rank), rank);
    String normalized = own(s, axes, s.x(1));
    if (s.wants(1)) {
      s.giveSummed(1, s.writer().apply("Mul", s.dy(), normalized));
    }
    s.giveSummed(2, s.dy());
  }

  /** Gives x its gradient; returns x̂. */
  private static String own(Step s, long[] axes, String scale) {
    GraphWriter writer = s.writer();
    String centred = writer.apply("Sub", s.x(0), writer.mean(s.x(0), axes));
    String variance = writer.mean(writer.apply("Mul", centred, centred), axes);
    String inverse = inverseDeviation(s, variance);
    String normalized = writer.apply("Mul", centred, inverse);
    if (s.wants(0)) {
      String g = writer.apply("Mul", s.dy(), scale);
      String along = writer.mean(writer.apply("Mul", g, normalized), axes);
      String across = writer.apply("Sub", g, writer.mean(g, axes));
      String rest = writer.apply("Sub", across, writer.apply("Mul", normalized, along));
      s.give(0, writer.apply("Mul", rest, inverse));
    }
    return normalized;
  }

  private static String inverseDeviation(Step s, String variance) {
    GraphWriter writer = s.writer();
    String epsilon = writer.scalar(s.number("epsilon", EPSILON));
    return writer.apply("Reciprocal", writer.apply("Sqrt", writer.apply("Add", variance, epsilon)));
  }

  /** A shape in which a value for each channel meets the map. */
  private static long[] column(Step s) {
    long[] column = Shapes.filled(Math.max(1, s.in(0).length - 1), 1);
    column[0] = -1;
    return column;
  }

  private static String sumOverChannel(Step s, int input, String value) {
    long[] others = Shapes.join(new long[] {0}, Shapes.axes(2, s.in(0).length));
    return s.writer().reshape(s.writer().sum(value, others), s.in(input));
  }
}
