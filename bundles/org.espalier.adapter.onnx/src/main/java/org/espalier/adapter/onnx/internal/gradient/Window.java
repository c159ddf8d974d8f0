package org.espalier.adapter.onnx.internal.gradient;

import java.util.Arrays;

/**
 * A window that slides over the spatial axes of a map: along each it lies on the places o·stride +
 * k·dilation − begin for output o and element k.
 */
final class Window {
  private final long[] kernel;
  private final long[] strides;
  private final long[] dilations;
  private final long[] begin;
  private final long[] end;

  private Window(Step s, long[] kernel, long[] wide, long[] narrow) {
    this.kernel = kernel;
    int axes = kernel.length;
    strides = s.integers("strides").orElse(Shapes.filled(axes, 1));
    dilations = s.integers("dilations").orElse(Shapes.filled(axes, 1));
    begin = begin(s, wide, narrow);
    end = new long[axes];
    for (int i = 0; i < axes; i++) {
      end[i] = (narrow[i] - 1) * strides[i] + extent(i) - begin[i] - wide[i];
    }
  }

  /**
   * The window of a node.
   *
   * @param kernel elements of the window along each spatial axis
   * @param wide spatial axes of the map that it slides over
   * @param narrow spatial axes of the map with a value for each of its places
   */
  static Window of(Step s, long[] kernel, long[] wide, long[] narrow) {
    return new Window(s, kernel, wide, narrow);
  }

  private long[] begin(Step s, long[] wide, long[] narrow) {
    String auto = s.text("auto_pad", "NOTSET");
    long[] pads = s.integers("pads").orElse(Shapes.filled(2 * kernel.length, 0));
    if (!auto.startsWith("SAME")) {
      return auto.equals("VALID")
          ? Shapes.filled(kernel.length, 0)
          : Arrays.copyOf(pads, kernel.length);
    }
    long[] first = new long[kernel.length];
    for (int i = 0; i < first.length; i++) {
      long all = Math.max(0, (narrow[i] - 1) * strides[i] + extent(i) - wide[i]);
      first[i] = auto.equals("SAME_UPPER") ? all / 2 : all - all / 2;
    }
    return first;
  }

  private long extent(int axis) {
    return (kernel[axis] - 1) * dilations[axis] + 1;
  }

  long[] kernel() {
    return kernel;
  }

  long[] strides() {
    return strides;
  }

  long[] dilations() {
    return dilations;
  }

  /** Padding with which just the outputs that there are come out. */
  long[] pads() {
    return Shapes.join(begin, Arrays.stream(end).map(e -> Math.max(0, e)).toArray());
  }

  /** Places behind the last that the window comes to, along each axis. */
  long[] untouched() {
    return Arrays.stream(end).map(e -> Math.max(0, -e)).toArray();
  }

  /** Whether no place is under the window twice. */
  boolean isDisjoint() {
    boolean disjoint = true;
    for (int i = 0; i < kernel.length; i++) {
      disjoint &= extent(i) <= strides[i];
    }
    return disjoint;
  }

  /**
   * How many places along an axis are under the window for an output.
   *
   * @param from first place that counts
   * @param to first that doesn't any more
   */
  long covered(int axis, long output, long from, long to) {
    long covered = 0;
    for (long k = 0; k < kernel[axis]; k++) {
      long place = output * strides[axis] + k * dilations[axis] - begin[axis];
      covered += place >= from && place < to ? 1 : 0;
    }
    return covered;
  }

  long begin(int axis) {
    return begin[axis];
  }

  long end(int axis) {
    return end[axis];
  }

  /**
   * Spreads a value of each of the window's places over the elements below: the transposed
   * convolution.
   *
   * @param weights (channels of {@code narrow}, channels of the result ÷ groups, kernel)
   * @return over the whole map that the window slides over
   */
  String spread(GraphWriter writer, String narrow, String weights, long groups) {
    String spread =
        writer
            .node("ConvTranspose")
            .with("strides", strides)
            .with("dilations", dilations)
            .with("pads", pads())
            .with("group", groups)
            .of(narrow, weights);
    long[] rest = untouched();
    if (Shapes.size(Arrays.stream(rest).map(r -> r + 1).toArray()) == 1) {
      return spread;
    }
    long[] before = Shapes.filled(kernel.length + 4, 0);
    return writer.apply("Pad", spread, writer.longs(Shapes.join(before, rest)));
  }

  /** Gathers with weights: the convolution, for each of the window's places. */
  String gather(GraphWriter writer, String wide, String weights, long groups) {
    return writer
        .node("Conv")
        .with("strides", strides)
        .with("dilations", dilations)
        .with("pads", pads())
        .with("group", groups)
        .of(wide, weights);
  }

  /**
   * Correlates the two maps of a convolution: Σ wide[n, c, o·stride + k·dilation − begin] ·
   * narrow[n, m, o] over examples n and places o, which is a convolution in which examples are
   * channels, and strides and dilations change places.
   *
   * @return (m, c ÷ groups, kernel)
   */
  String correlate(GraphWriter writer, String wide, long[] wideShape, String narrow, long groups) {
    int rank = wideShape.length;
    long examples = wideShape[0];
    long channels = wideShape[1] / groups;
    long[] space = Shapes.from(wideShape, 2);
    String images;
    if (groups == 1) {
      images = writer.transpose(wide, Shapes.swapped(rank));
    } else {
      long[] split = Shapes.join(new long[] {examples, groups, channels}, space);
      long[] order = Shapes.join(new long[] {2, 1, 0}, Shapes.axes(3, rank + 1));
      String grouped = writer.transpose(writer.reshape(wide, split), order);
      long[] joined = Shapes.join(new long[] {channels, groups * examples}, space);
      images = writer.reshape(grouped, joined);
    }
    String correlation =
        writer
            .node("Conv")
            .with("strides", dilations)
            .with("dilations", strides)
            .with("pads", pads())
            .with("group", groups)
            .of(images, writer.transpose(narrow, Shapes.swapped(rank)));
    String exact =
        writer.apply(
            "Slice",
            correlation,
            writer.longs(Shapes.filled(kernel.length, 0)),
            writer.longs(kernel),
            writer.longs(Shapes.axes(2, rank)));
    return writer.transpose(exact, Shapes.swapped(rank));
  }
}
