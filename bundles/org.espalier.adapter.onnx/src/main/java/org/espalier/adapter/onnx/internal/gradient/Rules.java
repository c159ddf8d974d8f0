package org.espalier.adapter.onnx.internal.gradient;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All operators of the standard whose gradients are known. */
final class Rules {
  /** Operators whose outputs a small change of their inputs leaves as they are, nearly always. */
  static final Set<String> STEPS =
      Set.of(
          "And",
          "ArgMax",
          "ArgMin",
          "Ceil",
          "ConstantOfShape",
          "Equal",
          "Floor",
          "Greater",
          "GreaterOrEqual",
          "IsInf",
          "IsNaN",
          "Less",
          "LessOrEqual",
          "NonZero",
          "Not",
          "Or",
          "Round",
          "Shape",
          "Sign",
          "Size",
          "Xor");

  static final Map<String, Rule> ALL = all();

  private Rules() {}

  private static Map<String, Rule> all() {
    Map<String, Rule> all = new HashMap<>();
    List.of(
            ActivationRules.RULES,
            ArithmeticRules.RULES,
            MatrixRules.RULES,
            ConvolutionRules.RULES,
            PoolingRules.RULES,
            NormalizationRules.RULES,
            ReductionRules.RULES,
            ShapeRules.RULES,
            SelectionRules.RULES)
        .forEach(all::putAll);
    return Map.copyOf(all);
  }
}
