package org.espalier.adapter.onnx.internal.gradient;

import java.util.Map;

/** What moves elements as a whole: the gradient moves back. */
final class ShapeRules {
  static final Map<String, Rule> RULES =
      Map.ofEntries(
          Map.entry("Identity", ShapeRules::same),
          Map.entry("Dropout", ShapeRules::dropout),
          Map.entry("Cast", ShapeRules::same),
          Map.entry("CastLike", ShapeRules::same),
          Map.entry("Flatten", ShapeRules::reshaped),
          Map.entry("Reshape", ShapeRules::reshaped),
          Map.entry("Squeeze", ShapeRules::reshaped),
          Map.entry("Unsqueeze", ShapeRules::reshaped),
          Map.entry("Expand", s -> s.giveSummed(0, s.dy())),
          Map.entry("Transpose", ShapeRules::transposed));

  private ShapeRules() {}

  private static void same(Step s) {
    s.give(0, s.dy());
  }

  /** Drops nothing when it only infers. */
  private static void dropout(Step s) {
    if (s.has(2)) {
      throw s.unknown();
    }
    s.give(0, s.dy());
  }

  private static void reshaped(Step s) {
    s.give(0, s.writer().reshape(s.dy(), s.in(0)));
  }

  private static void transposed(Step s) {
    int rank = s.in(0).length;
    long[] back = new long[rank];
    long[] order = s.integers("perm").orElse(new long[0]);
    for (int i = 0; i < rank; i++) {
      back[order.length == 0 ? rank - 1 - i : Math.toIntExact(order[i])] = i;
    }
    s.give(0, s.writer().transpose(s.dy(), back));
  }
}
