package org.espalier.report.internal;

/**
 * The room of a chart, in its own units.
 *
 * @param look CSS class
 * @param width of everything
 * @param height of everything
 * @param left of the plot: room for the vertical axis' numbers
 * @param right of the plot; the rest is for direct labels
 * @param top of the plot
 * @param bottom of the plot; the rest is for the horizontal axis
 * @param letters longest direct label; 0 for none
 */
record Frame(
    String look, int width, int height, int left, int right, int top, int bottom, int letters) {
  /** Two of these stand side by side on a desk. */
  static final Frame WIDE = new Frame("wide", 560, 400, 40, 384, 16, 356, 24);

  /** Fills a telephone. */
  static final Frame NARROW = new Frame("narrow", 360, 340, 32, 232, 16, 298, 17);

  /** One of many. */
  static final Frame PANEL = new Frame("panel", 200, 150, 26, 194, 8, 128, 0);

  double x(double share) {
    return left + share * (right - left);
  }

  double y(double share) {
    return bottom - share * (bottom - top);
  }

  int plotWidth() {
    return right - left;
  }

  int plotHeight() {
    return bottom - top;
  }

  /** Middle of the plot, for the horizontal axis' title. */
  int middle() {
    return (left + right) / 2;
  }
}
