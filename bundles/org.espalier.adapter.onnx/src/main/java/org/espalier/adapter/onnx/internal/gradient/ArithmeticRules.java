package org.espalier.adapter.onnx.internal.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Functions of several elements at one place. What was broadcast gets the sum over where it went;
 * of equal ones in Max and Min each gets its share.
 */
final class ArithmeticRules {
  static final Map<String, Rule> RULES =
      Map.of(
          "Add", ArithmeticRules::sum,
          "Sum", ArithmeticRules::sum,
          "Mean", ArithmeticRules::mean,
          "Sub", ArithmeticRules::difference,
          "Mul", ArithmeticRules::product,
          "Div", ArithmeticRules::quotient,
          "Pow", ArithmeticRules::power,
          "Max", ArithmeticRules::extreme,
          "Min", ArithmeticRules::extreme,
          "Where", ArithmeticRules::choice);

  private ArithmeticRules() {}

  private static void sum(Step s) {
    requireAlignedRight(s);
    for (int i = 0; i < s.inputs(); i++) {
      s.giveSummed(i, s.dy());
    }
  }

  private static void mean(Step s) {
    String share = s.writer().times(s.dy(), 1.0 / s.inputs());
    for (int i = 0; i < s.inputs(); i++) {
      s.giveSummed(i, share);
    }
  }

  private static void difference(Step s) {
    requireAlignedRight(s);
    s.giveSummed(0, s.dy());
    if (s.wants(1)) {
      s.giveSummed(1, s.writer().apply("Neg", s.dy()));
    }
  }

  private static void product(Step s) {
    requireAlignedRight(s);
    for (int i = 0; i < 2; i++) {
      if (s.wants(i)) {
        s.giveSummed(i, s.writer().apply("Mul", s.dy(), s.x(1 - i)));
      }
    }
  }

  /** ȳ ÷ b and −ȳ y ÷ b. */
  private static void quotient(Step s) {
    requireAlignedRight(s);
    GraphWriter writer = s.writer();
    String scaled = writer.apply("Div", s.dy(), s.x(1));
    s.giveSummed(0, scaled);
    if (s.wants(1)) {
      s.giveSummed(1, writer.apply("Neg", writer.apply("Mul", scaled, s.y())));
    }
  }

  /** ȳ b a^(b−1), and ȳ y ln a where a > 0. */
  private static void power(Step s) {
    requireAlignedRight(s);
    GraphWriter writer = s.writer();
    if (s.wants(0)) {
      String less = writer.apply("Sub", s.x(1), writer.scalar(1));
      String slope = writer.apply("Mul", s.x(1), writer.apply("Pow", s.x(0), less));
      s.giveSummed(0, writer.apply("Mul", s.dy(), slope));
    }
    if (s.wants(1)) {
      String positive = writer.apply("Greater", s.x(0), writer.scalar(0));
      String base = writer.apply("Where", positive, s.x(0), writer.scalar(1));
      String known = writer.apply("Where", positive, s.y(), writer.scalar(0));
      String slope = writer.apply("Mul", known, writer.apply("Log", base));
      s.giveSummed(1, writer.apply("Mul", s.dy(), slope));
    }
  }

  private static void extreme(Step s) {
    GraphWriter writer = s.writer();
    List<String> are = new ArrayList<>();
    for (int i = 0; i < s.inputs(); i++) {
      are.add(writer.toFloats(writer.apply("Equal", s.x(i), s.y())));
    }
    String count = writer.apply("Sum", are.toArray(String[]::new));
    String share = writer.apply("Div", s.dy(), count);
    for (int i = 0; i < s.inputs(); i++) {
      if (s.wants(i)) {
        s.giveSummed(i, writer.apply("Mul", share, are.get(i)));
      }
    }
  }

  private static void choice(Step s) {
    GraphWriter writer = s.writer();
    for (int i = 1; i <= 2; i++) {
      if (s.wants(i)) {
        String zero = writer.scalar(0);
        String first = i == 1 ? s.dy() : zero;
        s.giveSummed(i, writer.apply("Where", s.x(0), first, i == 1 ? zero : s.dy()));
      }
    }
  }

  /** Before version 7 operators broadcast along an axis that they name. */
  private static void requireAlignedRight(Step s) {
    if (s.integer("broadcast", 0) != 0) {
      throw s.unknown();
    }
  }
}
