package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.report.internal.Chart.Label;
import org.espalier.report.internal.Chart.Point;

/** Finds room for direct labels at the right of a chart: the first to ask sits best. */
final class Labels {
  private static final double GAP = 26;

  private final Frame frame;
  private final double lineHeight;
  private final List<Double> taken = new ArrayList<>();

  Labels(Frame frame, double lineHeight) {
    this.frame = frame;
    this.lineHeight = lineHeight;
  }

  /** Beside the last point; right at the point itself if that stands alone. */
  List<Label> place(String text, List<Point> points, boolean alone) {
    Point last = points.get(points.size() - 1);
    double x = Double.parseDouble(last.x());
    double y = Double.parseDouble(last.y());
    if (alone) {
      boolean left = x > frame.middle();
      double beside = left ? x - 8 - 5.4 * text.length() : x + 8;
      return List.of(
          new Label(Chart.at(Math.max(frame.left() + 2, beside)), Chart.at(y), "", text));
    }
    double free = nearestFree(y);
    taken.add(free);
    double start = frame.right() + GAP - 4;
    String leader =
        "M%s %sL%s %s".formatted(Chart.at(x + 6), Chart.at(y), Chart.at(start), Chart.at(free));
    return List.of(new Label(Chart.at(frame.right() + GAP), Chart.at(free), leader, text));
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
    boolean inside = y >= frame.top() && y <= frame.bottom() + lineHeight;
    return inside && taken.stream().allMatch(t -> Math.abs(t - y) >= lineHeight);
  }
}
