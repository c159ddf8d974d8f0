package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.espalier.report.internal.Chart.Label;
import org.espalier.report.internal.Chart.Point;

/**
 * Finds room for direct labels at the right of a chart, each at the height of its line's end or
 * near it: first for the lines that stand out, in the order of their ends, then for the others in
 * between.
 */
final class Labels {
  private static final double LINE_HEIGHT = 13;
  private static final double GAP = 18;
  private static final double OVERHANG = 4;

  /** A line of text that a point's label takes. */
  private record Place(boolean left, long line) {}

  private final Frame frame;
  private final IdentityHashMap<List<Point>, Double> reserved = new IdentityHashMap<>();
  private final List<Double> taken = new ArrayList<>();
  private final Set<Place> alone = new HashSet<>();

  /** Reserves room for the lines that stand out. */
  Labels(Frame frame, List<List<Point>> shown) {
    this.frame = frame;
    List<List<Point>> lines = new ArrayList<>(shown);
    lines.sort((a, b) -> Double.compare(end(a), end(b)));
    double[] at = new double[lines.size()];
    double free = frame.top();
    for (int i = 0; i < at.length; i++) {
      at[i] = Math.max(end(lines.get(i)), free);
      free = at[i] + LINE_HEIGHT;
    }
    double limit = frame.bottom();
    for (int i = at.length - 1; i >= 0; i--) {
      at[i] = Math.min(at[i], limit);
      limit = at[i] - LINE_HEIGHT;
      reserved.put(lines.get(i), at[i]);
      taken.add(at[i]);
    }
  }

  /** Above or below a point that stands alone, away from the middle, where the lines are. */
  Label apart(String text, Point point) {
    double x = Double.parseDouble(point.x());
    double y = Double.parseDouble(point.y());
    boolean left = x > frame.middle();
    boolean low = y > (frame.top() + frame.bottom()) / 2.0 && y + LINE_HEIGHT < frame.bottom();
    double step = low ? LINE_HEIGHT : -LINE_HEIGHT;
    double at = y + step;
    while (alone.contains(new Place(left, Math.round(at / LINE_HEIGHT)))) {
      at += step;
    }
    alone.add(new Place(left, Math.round(at / LINE_HEIGHT)));
    return new Label(Chart.at(x + OVERHANG), Chart.at(at), left ? "end" : "start", "", text);
  }

  /** Beside the end of a line, with a thin line that leads there. */
  Label end(String text, List<Point> points) {
    Point last = points.get(points.size() - 1);
    Double own = reserved.get(points);
    double y = own == null ? nearestFree(end(points)) : own;
    taken.add(y);
    String leader =
        "M%s %sL%s %s"
            .formatted(
                Chart.at(Double.parseDouble(last.x()) + 6),
                last.y(),
                Chart.at(frame.right() + GAP - 4),
                Chart.at(y));
    return new Label(Chart.at(frame.right() + GAP), Chart.at(y), "start", leader, text);
  }

  private double nearestFree(double wanted) {
    for (double off = 0; off < frame.height(); off++) {
      if (free(wanted + off)) {
        return wanted + off;
      } else if (free(wanted - off)) {
        return wanted - off;
      }
    }
    return wanted;
  }

  private boolean free(double y) {
    boolean inside = y >= frame.top() && y <= frame.bottom() + LINE_HEIGHT;
    return inside && taken.stream().allMatch(t -> Math.abs(t - y) >= LINE_HEIGHT);
  }

  private static double end(List<Point> points) {
    return Double.parseDouble(points.get(points.size() - 1).y());
  }
}
