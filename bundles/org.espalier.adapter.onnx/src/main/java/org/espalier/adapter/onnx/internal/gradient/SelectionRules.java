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

  /** Only slices without gaps. */
  private static void slice(Step s) {
    int rank = s.in(0).length;
    long[] starts = s.integers("starts", 1).orElseThrow(s::unknown);
    long[] axes = s.integers("axes", 3).orElse(Shapes.axes(0, starts.length));
    long[] steps = s.integers("steps", 4).orElse(Shapes.filled(starts.length, 1));
    long[] before = new long[rank];
    for (int i = 0; i < starts.length; i++) {
      if (steps[i] != 1) {
        throw s.unknown();
      }
      int axis = Shapes.axis(axes[i], rank);
      long length = s.in(0)[axis];
      long start = starts[i] < 0 ? starts[i] + length : starts[i];
      before[axis] = Math.max(0, Math.min(length, start));
    }
    long[] after = new long[rank];
    Arrays.setAll(after, i -> s.in(0)[i] - before[i] - s.out()[i]);
    String pads = s.writer().longs(Shapes.join(before, after));
    s.give(0, s.writer().apply("Pad", s.dy(), pads));
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
