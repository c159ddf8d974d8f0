package org.espalier.adapter.onnx.internal.gradient;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Functions of each element by itself: x̄ = ȳ f′(x). At a kink the derivative is PyTorch's: that on
 * the left for Relu and its like, 1 at the ends of Clip.
 */
final class ActivationRules {
  private static final double SELU_ALPHA = 1.67326319217682;
  private static final double SELU_GAMMA = 1.05070102214813;
  private static final double TANH_CUBIC = 0.044715;

  static final Map<String, Rule> RULES = rules();

  private ActivationRules() {}

  private static Map<String, Rule> rules() {
    Map<String, Function<Step, String>> slopes = new HashMap<>();
    slopes.put("Relu", s -> s.writer().apply("Sign", s.y()));
    slopes.put("LeakyRelu", s -> kinked(s, 1, s.writer().scalar(s.number("alpha", 0.01))));
    slopes.put("Elu", s -> kinked(s, 1, plus(s, s.y(), s.number("alpha", 1))));
    slopes.put(
        "Celu", s -> kinked(s, 1, plus(s, s.writer().times(s.y(), 1 / s.number("alpha", 1)), 1)));
    slopes.put("Selu", ActivationRules::selu);
    slopes.put("ThresholdedRelu", s -> above(s, s.x(0), s.number("alpha", 1)));
    slopes.put("Sigmoid", s -> s.writer().apply("Mul", s.y(), oneMinus(s, s.y())));
    slopes.put("Tanh", s -> oneMinus(s, s.writer().apply("Mul", s.y(), s.y())));
    slopes.put("Softplus", s -> s.writer().apply("Sigmoid", s.x(0)));
    slopes.put("Softsign", ActivationRules::softsign);
    slopes.put("Erf", s -> s.writer().times(bell(s, s.x(0), 1), 2 / Math.sqrt(Math.PI)));
    slopes.put("Gelu", ActivationRules::gelu);
    slopes.put("HardSigmoid", s -> hardSigmoid(s, s.number("alpha", 0.2), s.number("beta", 0.5)));
    slopes.put("HardSwish", ActivationRules::hardSwish);
    slopes.put("Mish", ActivationRules::mish);
    slopes.put("Exp", Step::y);
    slopes.put("Abs", s -> s.writer().apply("Sign", s.x(0)));
    Map<String, Rule> rules = new HashMap<>();
    slopes.forEach(
        (type, slope) ->
            rules.put(type, s -> s.give(0, s.writer().apply("Mul", s.dy(), slope.apply(s)))));
    rules.put("Neg", s -> s.give(0, s.writer().apply("Neg", s.dy())));
    rules.put("Log", s -> s.give(0, s.writer().apply("Div", s.dy(), s.x(0))));
    rules.put(
        "Sqrt",
        s -> s.give(0, s.writer().apply("Div", s.dy(), s.writer().apply("Add", s.y(), s.y()))));
    rules.put("Reciprocal", ActivationRules::reciprocal);
    rules.put("Clip", ActivationRules::clip);
    rules.put("PRelu", ActivationRules::prelu);
    return rules;
  }

  private static String plus(Step s, String value, double constant) {
    return s.writer().apply("Add", value, s.writer().scalar(constant));
  }

  private static String oneMinus(Step s, String value) {
    return s.writer().apply("Sub", s.writer().scalar(1), value);
  }

  /** 1 where a value is above a bound, otherwise 0. */
  private static String above(Step s, String value, double bound) {
    GraphWriter writer = s.writer();
    return writer.toFloats(writer.apply("Greater", value, writer.scalar(bound)));
  }

  /** A constant slope where x > 0, otherwise another. */
  private static String kinked(Step s, double right, String left) {
    GraphWriter writer = s.writer();
    String positive = writer.apply("Greater", s.x(0), writer.scalar(0));
    return writer.apply("Where", positive, writer.scalar(right), left);
  }

  private static String selu(Step s) {
    double gamma = s.number("gamma", SELU_GAMMA);
    return kinked(s, gamma, plus(s, s.y(), gamma * s.number("alpha", SELU_ALPHA)));
  }

  /** e to the −scale · x². */
  private static String bell(Step s, String x, double scale) {
    GraphWriter writer = s.writer();
    return writer.apply("Exp", writer.times(writer.apply("Mul", x, x), -scale));
  }

  /** 1 ÷ (1 + |x|)². */
  private static String softsign(Step s) {
    String base = plus(s, s.writer().apply("Abs", s.x(0)), 1);
    return s.writer().apply("Reciprocal", s.writer().apply("Mul", base, base));
  }

  /** Φ(x) + x φ(x), or the derivative of its approximation by tanh. */
  private static String gelu(Step s) {
    GraphWriter writer = s.writer();
    String x = s.x(0);
    BinaryOperator<String> times = (a, b) -> writer.apply("Mul", a, b);
    if (s.text("approximate", "none").equals("none")) {
      String erf = writer.apply("Erf", writer.times(x, Math.sqrt(0.5)));
      String bell = writer.times(bell(s, x, 0.5), 1 / Math.sqrt(2 * Math.PI));
      return writer.apply("Add", writer.times(plus(s, erf, 1), 0.5), times.apply(x, bell));
    }
    double c = Math.sqrt(2 / Math.PI);
    String square = times.apply(x, x);
    String inner = writer.times(plus(s, writer.times(square, TANH_CUBIC), 1), c);
    String tanh = writer.apply("Tanh", times.apply(x, inner));
    String slope = writer.times(plus(s, writer.times(square, 3 * TANH_CUBIC), 1), c);
    String bent = times.apply(oneMinus(s, times.apply(tanh, tanh)), times.apply(x, slope));
    return writer.times(writer.apply("Add", plus(s, tanh, 1), bent), 0.5);
  }

  /** α where 0 < α x + β < 1. */
  private static String hardSigmoid(Step s, double alpha, double beta) {
    GraphWriter writer = s.writer();
    String line = plus(s, writer.times(s.x(0), alpha), beta);
    String inside = writer.apply("Sub", above(s, line, 0), above(s, line, Math.nextDown(1f)));
    return writer.times(inside, alpha);
  }

  /** With h(x) = min(1, max(0, x ÷ 6 + ½)): h(x) + x h′(x). */
  private static String hardSwish(Step s) {
    GraphWriter writer = s.writer();
    double sixth = 1 / 6.0;
    String gate =
        writer.node("HardSigmoid").with("alpha", (float) sixth).with("beta", 0.5f).of(s.x(0));
    return writer.apply("Add", gate, writer.apply("Mul", s.x(0), hardSigmoid(s, sixth, 0.5)));
  }

  /** With t = tanh(softplus(x)): t + x (1 − t²) σ(x). */
  private static String mish(Step s) {
    GraphWriter writer = s.writer();
    String tanh = writer.apply("Tanh", writer.apply("Softplus", s.x(0)));
    String bent = oneMinus(s, writer.apply("Mul", tanh, tanh));
    String product = writer.apply("Mul", s.x(0), writer.apply("Sigmoid", s.x(0)));
    return writer.apply("Add", tanh, writer.apply("Mul", product, bent));
  }

  private static void reciprocal(Step s) {
    GraphWriter writer = s.writer();
    String square = writer.apply("Mul", s.y(), s.y());
    s.give(0, writer.apply("Neg", writer.apply("Mul", s.dy(), square)));
  }

  /** The gradient goes to whichever of x and the two bounds the output is. */
  private static void clip(Step s) {
    GraphWriter writer = s.writer();
    String rest = s.dy();
    for (int bound = 1; bound <= 2; bound++) {
      String name = bound == 1 ? "min" : "max";
      String at = "";
      if (s.has(bound)) {
        at = s.x(bound);
      } else if (s.has(name)) {
        at = writer.scalar(s.number(name, 0));
      }
      if (!at.isEmpty()) {
        String beyond = writer.apply(bound == 1 ? "Less" : "Greater", s.x(0), at);
        String zero = writer.scalar(0);
        if (s.wants(bound)) {
          s.giveSummed(bound, writer.apply("Where", beyond, rest, zero));
        }
        rest = writer.apply("Where", beyond, zero, rest);
      }
    }
    s.give(0, rest);
  }

  private static void prelu(Step s) {
    GraphWriter writer = s.writer();
    String positive = writer.apply("Greater", s.x(0), writer.scalar(0));
    String scaled = writer.apply("Mul", s.dy(), s.x(1));
    s.give(0, writer.apply("Where", positive, s.dy(), scaled));
    if (s.wants(1)) {
      String bent = writer.apply("Mul", s.dy(), s.x(0));
      s.giveSummed(1, writer.apply("Where", positive, writer.scalar(0), bent));
    }
  }
}
