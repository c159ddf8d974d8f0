package org.espalier.adapter.onnx.internal.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What joins tensors, takes parts of them, or surrounds them. */
final class SelectionRules {
  static final Map<String, Rule> RULES =
      Map.of(
          "Concat", SelectionRules::concat,
          "Split", SelectionRules::split,
          "Slice", SelectionRules::slice,
          "Gather", SelectionRules::gather,
          "Pad", SelectionRules::pad);

  private SelectionRules() {}

  private static void concat(Step s) {
    int axis = Shapes.axis(s.integer("axis", 1), s.out().length);
    long first = 0;
    for (int i = 0; i < s.inputs(); i++) {
      long next = first + s.in(i)[axis];
      if (s.wants(i)) {
        GraphWriter writer = s.writer();
        s.give(
            i,
            writer.apply(
                "Slice", s.dy(), writer.longs(first), writer.longs(next), writer.longs(axis)));
      }
      first = next;
    }
  }

  private static void split(Step s) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < s.node().getOutputCount(); i++) {
      parts.add(s.dy(i));
    }
    long axis = s.integer("axis", 0);
    s.give(0, s.writer().node("Concat").with("axis", axis).of(parts.toArray(String[]::new)));
  }

  /** Only slices without gaps; where they start may be computed, from other shapes for instance. */
  private static void slice(Step s) {
    GraphWriter writer = s.writer();
    int rank = s.in(0).length;
    int count = s.has(1) ? (int) s.in(1)[0] : s.integers("starts").orElse(new long[0]).length;
    long[] axes = s.integers("axes", 3).orElse(Shapes.axes(0, count));
    long[] steps = s.integers("steps", 4).orElse(Shapes.filled(count, 1));
    if (Arrays.stream(steps).anyMatch(step -> step != 1)) {
      throw s.unknown();
    }
    long[] from = Arrays.stream(axes).map(axis -> Shapes.axis(axis, rank)).toArray();
    long[] lengths = Arrays.stream(from).map(axis -> s.in(0)[(int) axis]).toArray();
    String before =
        writer.apply(
            "ScatterElements",
            writer.longs(new long[rank]),
            writer.longs(from),
            starts(s, writer.longs(lengths)));
    long[] missing = new long[rank];
    Arrays.setAll(missing, axis -> s.in(0)[axis] - s.out()[axis]);
    String after = writer.apply("Sub", writer.longs(missing), before);
    String pads = writer.node("Concat").with("axis", 0).of(before, after);
    s.give(0, writer.apply("Pad", s.dy(), pads));
  }

  /** Where a slice starts along its axes, counted from the front. */
  private static String starts(Step s, String lengths) {
    GraphWriter writer = s.writer();
    String told =
        s.has(1)
            ? writer.node("Cast").with("to", GraphWriter.INT64).of(s.x(1))
            : writer.longs(s.integers("starts").orElseThrow(s::unknown));
    String zero = writer.longs(0);
    String negative = writer.apply("Less", told, zero);
    String fromFront = writer.apply("Where", negative, writer.apply("Add", told, lengths), told);
    return writer.apply("Min", writer.apply("Max", fromFront, zero), lengths);
  }

  /** What was taken more than once gets the sum. */
  private static void gather(Step s) {
    if (!s.wants(0)) {
      return;
    }
    GraphWriter writer = s.writer();
    long[] in = s.in(0);
    int axis = Shapes.axis(s.integer("axis", 0), in.length);
    long[] taken = in.clone();
    taken[axis] = Shapes.size(s.in(1));
    long[] line = Shapes.filled(in.length, 1);
    line[axis] = taken[axis];
    String places = writer.apply("Expand", writer.reshape(s.x(1), line), writer.longs(taken));
    s.give(
        0,
        writer
            .node("ScatterElements")
            .with("axis", axis)
            .with(GraphWriter.text("reduction", "add"))
            .of(writer.zeros(in), places, writer.reshape(s.dy(), taken)));
  }

  /** Only padding by a constant, which gets what its copies get. */
  private static void pad(Step s) {
    if (!s.text("mode", "constant").equals("constant") || s.has(3)) {
      throw s.unknown();
    }
    GraphWriter writer = s.writer();
    int rank = s.in(0).length;
    String attribute = s.has("paddings") ? "paddings" : "pads";
    long[] pads = s.integers(attribute, 1).orElseThrow(s::unknown);
    long[] back = Arrays.stream(pads).map(p -> -p).toArray();
    if (back.length != 2 * rank) {
      throw s.unknown();
    }
    String inner = writer.apply("Pad", s.dy(), writer.longs(back));
    s.give(0, inner);
    if (s.wants(2)) {
      long[] axes = Shapes.axes(0, rank);
      String all = writer.sum(s.dy(), axes);
      String copies = writer.apply("Sub", all, writer.sum(inner, axes));
      s.give(2, writer.reshape(copies, s.in(2)));
    }
  }
}
