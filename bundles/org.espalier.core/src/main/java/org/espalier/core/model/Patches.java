package org.espalier.core.model;

/**
 * What a two-dimensional convolution sees of one example: its windows, each laid out as the weights
 * of a filter are, (channels, kernel height, kernel width), 0 where a window hangs over the edge.
 *
 * @param channels of the input
 * @param height of the input; rows
 * @param width of the input; columns
 * @param kernel along height and width, as are the others
 * @param stride from a window to the next
 * @param dilation from a value of a window to the next
 * @param before zeros before the first row and column
 * @param positions windows along height and width
 */
public record Patches(
    int channels,
    int height,
    int width,
    Pair kernel,
    Pair stride,
    Pair dilation,
    Pair before,
    Pair positions) {

  /** One number along the height and one along the width. */
  public record Pair(int height, int width) {}

  /**
   * Shows every window of an example, row by row.
   *
   * @param example where its values are, (channels, height, width) in C order
   * @param from index of the first
   */
  public void visit(float[] example, int from, InputVisitor visitor) {
    float[] window = new float[channels * kernel.height() * kernel.width()];
    for (int y = 0; y < positions.height(); y++) {
      for (int x = 0; x < positions.width(); x++) {
        fill(window, example, from, y, x);
        visitor.column(window);
      }
    }
  }

  private void fill(float[] window, float[] example, int from, int y, int x) {
    int top = y * stride.height() - before.height();
    int left = x * stride.width() - before.width();
    int at = 0;
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < kernel.height(); i++) {
        int row = top + i * dilation.height();
        for (int j = 0; j < kernel.width(); j++, at++) {
          int column = left + j * dilation.width();
          boolean inside = row >= 0 && row < height && column >= 0 && column < width;
          window[at] = inside ? example[from + (channel * height + row) * width + column] : 0;
        }
      }
    }
  }
}
