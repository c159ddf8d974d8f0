package org.espalier.adapter.onnx.internal.gradient;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pooling: the gradient goes to the largest element of each window, of equal ones to the first, or
 * in equal parts to all.
 */
final class PoolingRules {
  static final Map<String, Rule> RULES =
      Map.of(
          "MaxPool", PoolingRules::largest,
          "AveragePool", PoolingRules::average,
          "GlobalMaxPool", PoolingRules::largestOfAll,
          "GlobalAveragePool", PoolingRules::averageOfAll);

  private PoolingRules() {}

  private static void largest(Step s) {
    Window window = window(s);
    giveToLargest(
        s,
        s.writer()
            .node("MaxPool")
            .with("kernel_shape", window.kernel())
            .with("strides", window.strides())
            .with("dilations", window.dilations())
            .with("pads", window.pads()),
        window.isDisjoint());
  }

  private static void largestOfAll(Step s) {
    giveToLargest(
        s, s.writer().node("MaxPool").with("kernel_shape", Shapes.from(s.in(0), 2)), true);
  }

  /** Pools again, to learn where each value came from. */
  private static void giveToLargest(Step s, GraphWriter.Call pool, boolean disjoint) {
    GraphWriter writer = s.writer();
    List<String> pooled = pool.outputs(2, s.x(0));
    GraphWriter.Call scatter = writer.node("ScatterElements").with("axis", 0);
    if (!disjoint) {
      scatter.with(GraphWriter.text("reduction", "add"));
    }
    String flat =
        scatter.of(
            writer.zeros(Shapes.size(s.in(0))),
            writer.reshape(pooled.get(1), -1),
            writer.reshape(s.dy(), -1));
    s.give(0, writer.reshape(flat, s.in(0)));
  }

  private static void average(Step s) {
    GraphWriter writer = s.writer();
    Window window = window(s);
    long[] in = s.in(0);
    long[] places = Shapes.from(s.out(), 2);
    long maps = in[0] * in[1];
    String shares =
        writer.reshape(
            writer.apply("Div", s.dy(), writer.floats(counts(s, window, places), places)),
            Shapes.join(new long[] {maps, 1}, places));
    float[] ones = new float[Math.toIntExact(Shapes.size(window.kernel()))];
    java.util.Arrays.fill(ones, 1);
    String weights = writer.floats(ones, Shapes.join(new long[] {1, 1}, window.kernel()));
    s.give(0, writer.reshape(window.spread(writer, shares, weights, 1), in));
  }

  /** By how many the sum of each window was divided. */
  private static float[] counts(Step s, Window window, long[] places) {
    boolean padding = s.integer("count_include_pad", 0) != 0;
    long[] pads = s.integers("pads").orElse(new long[2 * places.length]);
    float[] counts = new float[Math.toIntExact(Shapes.size(places))];
    for (int i = 0; i < counts.length; i++) {
      long count = 1;
      int rest = i;
      for (int axis = places.length - 1; axis >= 0; axis--) {
        long end = s.in(0)[axis + 2];
        // What ceil_mode adds behind the padding never counts.
        long told = s.has("auto_pad") ? window.end(axis) : pads[places.length + axis];
        count *=
            window.covered(
                axis,
                rest % places[axis],
                padding ? -window.begin(axis) : 0,
                padding ? end + Math.max(0, told) : end);
        rest = Math.toIntExact(rest / places[axis]);
      }
      counts[i] = count;
    }
    return counts;
  }

  private static void averageOfAll(Step s) {
    GraphWriter writer = s.writer();
    String share = writer.times(s.dy(), 1.0 / Shapes.size(Shapes.from(s.in(0), 2)));
    s.give(0, writer.apply("Expand", share, writer.longs(s.in(0))));
  }

  private static Window window(Step s) {
    Optional<long[]> kernel = s.integers("kernel_shape");
    return Window.of(
        s, kernel.orElseThrow(s::unknown), Shapes.from(s.in(0), 2), Shapes.from(s.out(), 2));
  }
}
