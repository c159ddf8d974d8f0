package org.espalier.report.internal;

import java.util.List;

/**
 * Accuracy against sparsity or cost, ready to be drawn: every number is in the frame's units.
 *
 * @param frame the room
 * @param spread whether the vertical axis spreads high accuracies
 * @param summary what it shows, for those who don't see it
 * @param axis what the horizontal axis shows
 * @param across ticks of the horizontal axis
 * @param up ticks of the vertical axis
 * @param dense the dense control; none or one
 * @param series the lines, the most important last so that they lie on top
 */
record Chart(
    Frame frame,
    boolean spread,
    String summary,
    String axis,
    List<Tick> across,
    List<Tick> up,
    List<Band> dense,
    List<Series> series) {
  /** A tick, with no text where there is no room for it. */
  record Tick(String at, String text) {}

  /** The dense control's mean, and its sample standard deviation to both sides. */
  record Band(String mean, String top, String height, String text) {}

  /**
   * A method's line.
   *
   * @param index the method's place in the experiment
   * @param look CSS classes
   * @param marker symbol
   * @param path through the measured points, broken where one is missing
   * @param points in order of sparsity
   * @param label direct label; none or one
   */
  record Series(
      int index, String look, String marker, String path, List<Point> points, List<Label> label) {}

  /** A mean with its error bar. */
  record Point(String x, String y, String bar, String title) {}

  /** A name beside the end of its line, and the thin line that joins the two. */
  record Label(String x, String y, String anchor, String leader, String text) {}

  /** A coordinate to a tenth of a unit. */
  static String at(double value) {
    String text = String.format(java.util.Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
