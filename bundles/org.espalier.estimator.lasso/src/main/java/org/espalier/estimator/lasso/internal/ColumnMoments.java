package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Trajectories;

/**
 * The first pass: length and deviation of each column, and its product with the response.
 *
 * <p>Floats are enough for nearly every column, once each is scaled by a power of 2 and seen around
 * its mean over a few rows. A block with a column for which they are not (it hardly varies, or its
 * size leaves the range of a float) is read again in doubles, now and in later passes.
 */
final class ColumnMoments {
  /** Squared share of a column outside the mean below which it counts as constant. */
  private static final double CONSTANT = 1e-12;

  /** ‖x‖² ÷ its part outside the mean, as floats may see it in the first pass, and later. */
  private static final double MOST_AROUND = 4;

  private static final double MOST_RAW = 256;

  /** Powers of 2 of a column's size within which no product leaves the range of a float. */
  private static final int RANGE = 100;

  private final SquaredUpdates features;
  private final FloatRows updates;
  private final boolean standardize;
  private final double[] response;
  private final Blocks blocks;
  private final ColumnScales scales;
  private final FeaturePass.Sink sink;
  private final Progress progress;
  private final float[][] vectors;

  private ColumnMoments(
      SquaredUpdates features,
      boolean standardize,
      double[] response,
      FeaturePass.Sink sink,
      ColumnScales scales,
      Progress progress) {
    this.features = features;
    this.updates = features.updates();
    this.standardize = standardize;
    this.response = response;
    this.blocks = new Blocks(features.parameters(), updates.rows());
    this.scales = scales;
    this.sink = sink;
    this.progress = progress;
    this.vectors = new float[2 * features.lags()][];
    double[] ones = new double[features.rows()];
    Arrays.fill(ones, 1);
    for (int lag = 0; lag < features.lags(); lag++) {
      vectors[lag] = aligned(ones, lag);
      vectors[features.lags() + lag] = aligned(response, lag);
    }
  }

  /**
   * Makes the pass.
   *
   * @param standardize whether a column's scale is its deviation, else 1
   * @param response of values about 1 in size, or 0
   * @param sink is given Xᵀ of the response, as vector 0, once a column's scale is set
   * @throws org.espalier.core.InvalidDataException if an update is not finite
   */
  static ColumnScales read(
      SquaredUpdates features,
      boolean standardize,
      double[] response,
      java.util.function.Function<ColumnScales, FeaturePass.Sink> sink,
      Progress progress) {
    ColumnScales scales = new ColumnScales(features.columns());
    ColumnMoments moments =
        new ColumnMoments(features, standardize, response, sink.apply(scales), scales, progress);
    moments.blocks.forEach(block -> moments.new Floats(block));
    return scales;
  }

  private float[] aligned(double[] values, int lag) {
    double[] row = new double[updates.rows()];
    System.arraycopy(values, 0, row, features.firstUpdate(lag), values.length);
    return FloatTile.padded(row, 1);
  }

  /** A block that is read in floats, and once more in doubles if that was not enough. */
  private final class Floats implements Blocks.Work {
    private final int block;
    private final int from;
    private final int width;
    private final ColumnSample sample;
    private final FloatTile tile;
    private final FloatSums linear;
    private final FloatSums squared;

    Floats(int block) {
      this.block = block;
      this.from = blocks.from(block);
      this.width = blocks.width(block);
      this.sample = new ColumnSample(features, from, width);
      this.tile = new FloatTile(updates, from, width);
      this.linear = new FloatSums(2 * features.lags(), width);
      this.squared = new FloatSums(features.lags(), width);
    }

    @Override
    public void take(int start, int end) {
      progress.check();
      for (int u = start; u < end; u += FloatTile.ROWS) {
        tile.load(u);
        tile.squareAround(sample.scale(), sample.shift());
        tile.add(vectors, u, linear);
        tile.square();
        tile.add(vectors, u, squared);
      }
      linear.flush();
      squared.flush();
    }

    @Override
    public void finish() {
      double[][] products = new double[features.lags()][width];
      if (!setScales(products)) {
        scales.setExact(block);
        inDoubles(from, width);
        return;
      }
      for (int lag = 0; lag < products.length; lag++) {
        sink.accept(0, column(from, lag), products[lag], width);
      }
    }

    /** Whether floats were enough; then the products with the response come, too. */
    private boolean setScales(double[][] products) {
      int lags = features.lags();
      double[] sums = new double[width];
      double[] squares = new double[width];
      float[] scale = sample.scale();
      float[] shift = sample.shift();
      for (int lag = 0; lag < lags; lag++) {
        linear.read(lag, 1, sums);
        linear.read(lags + lag, 1, products[lag]);
        squared.read(lag, 1, squares);
        for (int i = 0; i < width; i++) {
          double unscale = 1 / ((double) scale[i] * scale[i]);
          if (!set(column(from + i, lag), sums[i], squares[i], shift[i], unscale)) {
            return false;
          }
          products[lag][i] *= unscale;
        }
      }
      return true;
    }
  }

  private int column(int parameter, int lag) {
    return lag * features.parameters() + parameter;
  }

  /**
   * Sets a column's scale.
   *
   * @param sum of scaled squares less the shift
   * @param squares of the same
   * @param unscale from scaled squares to squares
   * @return whether floats are enough for it
   */
  private boolean set(int column, double sum, double squares, double shift, double unscale) {
    int n = features.rows();
    if (squares == 0 && shift == 0) {
      scales.set(column, 0, 0);
      return true;
    }
    double variance = squares - sum * sum / n;
    double mean = sum / n + shift;
    double outside = features.shifted() ? variance : squares;
    double whole = variance + n * mean * mean;
    double size = Math.sqrt(whole / n) * unscale;
    if (!(variance > 0 || !features.shifted())
        || squares > MOST_AROUND * outside
        || whole > MOST_RAW * outside
        || !inRange(size)) {
      return false;
    }
    double inverse = standardize ? 1 / (Math.sqrt(variance / n) * unscale) : 1;
    scales.set(column, inverse, Math.sqrt(whole) * unscale);
    return true;
  }

  private static boolean inRange(double size) {
    return size > Math.scalb(1.0, -RANGE) && size < Math.scalb(1.0, RANGE);
  }

  private void inDoubles(int from, int width) {
    int n = features.rows();
    int lags = features.lags();
    double[][] sums = new double[lags][width];
    double[][] squares = new double[lags][width];
    double[][] products = new double[lags][width];
    DoubleTile tile = new DoubleTile(features, from, width);
    for (int u = 0; u < updates.rows(); u++) {
      progress.check();
      tile.load(u);
      for (int lag = 0; lag < lags; lag++) {
        int t = u - features.firstUpdate(lag);
        if (t >= 0 && t < n) {
          tile.add(1, sums[lag]);
          tile.addSquares(squares[lag]);
          tile.add(response[t], products[lag]);
        }
      }
    }
    for (int lag = 0; lag < lags; lag++) {
      for (int i = 0; i < width; i++) {
        setExact(column(from + i, lag), sums[lag][i], squares[lag][i]);
      }
      sink.accept(0, column(from, lag), products[lag], width);
    }
  }

  private void setExact(int column, double sum, double squares) {
    if (!Double.isFinite(squares)) {
      Trajectories.requireFinite(updates, "updates.npy", progress);
    }
    int n = features.rows();
    double variance = squares - sum * sum / n;
    double outside = features.shifted() ? variance : squares;
    double inverse = standardize ? 1 / Math.sqrt(variance / n) : 1;
    scales.set(column, outside > CONSTANT * squares ? inverse : 0, 0);
  }
}
