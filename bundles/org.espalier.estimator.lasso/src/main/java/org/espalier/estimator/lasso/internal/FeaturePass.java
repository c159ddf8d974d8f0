package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.List;
import org.espalier.core.Progress;

/**
 * Xᵀv of several vectors in one pass over the updates, block by block of columns, squaring on the
 * fly. Blocks are read in floats, or in doubles where {@link ColumnScales} says so.
 */
final class FeaturePass {
  /** Vectors in one pass; more make the sums fall out of the cache. */
  static final int MOST = 32;

  private final SquaredUpdates features;
  private final ColumnScales scales;
  private final Blocks blocks;

  FeaturePass(SquaredUpdates features, ColumnScales scales) {
    this.features = features;
    this.scales = scales;
    this.blocks = new Blocks(features.parameters(), features.updates().rows());
  }

  /** Takes what a pass finds; called from several threads, each time for other columns. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes xᵀv of a run of columns.
     *
     * @param vector index of v
     * @param from first column
     * @param products one value a column; overwritten later
     * @param width columns
     */
    void accept(int vector, int from, double[] products, int width);
  }

  /**
   * Makes as many passes as the vectors need, {@value #MOST} at once.
   *
   * @param vectors of n values each
   * @return passes made
   * @throws org.espalier.core.CancelledException if cancelled
   */
  int run(List<double[]> vectors, Sink sink, Progress progress) {
    int group = Math.max(1, MOST / features.lags());
    int passes = 0;
    for (int first = 0; first < vectors.size(); first += group) {
      List<double[]> some = vectors.subList(first, Math.min(vectors.size(), first + group));
      new Pass(some, first, sink, progress).run();
      passes++;
    }
    return passes;
  }

  private final class Pass {
    private final int first;
    private final Sink sink;
    private final Progress progress;
    private final double[] scale;
    private final double[][] aligned;
    private final float[][] floats;

    Pass(List<double[]> vectors, int first, Sink sink, Progress progress) {
      this.first = first;
      this.sink = sink;
      this.progress = progress;
      this.scale = new double[vectors.size()];
      List<double[]> all = new ArrayList<>();
      List<float[]> rounded = new ArrayList<>();
      for (int j = 0; j < scale.length; j++) {
        scale[j] = Vectors.powerAbove(vectors.get(j));
        for (int lag = 0; lag < features.lags(); lag++) {
          double[] row = align(vectors.get(j), lag);
          all.add(row);
          rounded.add(FloatTile.padded(row, 1 / scale[j]));
        }
      }
      this.aligned = all.toArray(double[][]::new);
      this.floats = rounded.toArray(float[][]::new);
    }

    /** One value a row of updates: those that a lag's columns don't reach get 0. */
    private double[] align(double[] vector, int lag) {
      double[] row = new double[features.updates().rows()];
      System.arraycopy(vector, 0, row, features.firstUpdate(lag), vector.length);
      return row;
    }

    void run() {
      blocks.forEach(
          block -> {
            int from = blocks.from(block);
            int width = blocks.width(block);
            return scales.isExact(block) ? new Doubles(from, width) : new Floats(from, width);
          });
    }

    private void give(int i, int from, double[] products, int width) {
      int lag = i % features.lags();
      sink.accept(first + i / features.lags(), lag * features.parameters() + from, products, width);
    }

    /** A block that is read in floats. */
    private final class Floats implements Blocks.Work {
      private final int from;
      private final int width;
      private final FloatTile tile;
      private final FloatSums sums;

      Floats(int from, int width) {
        this.from = from;
        this.width = width;
        this.tile = new FloatTile(features.updates(), from, width);
        this.sums = new FloatSums(floats.length, width);
      }

      @Override
      public void take(int start, int end) {
        progress.check();
        for (int u = start; u < end; u += FloatTile.ROWS) {
          tile.load(u);
          if (floats.length == 1) {
            tile.addSquares(floats[0], u, sums);
          } else {
            tile.square();
            tile.add(floats, u, sums);
          }
        }
        sums.flush();
      }

      @Override
      public void finish() {
        double[] products = new double[width];
        for (int i = 0; i < floats.length; i++) {
          sums.read(i, scale[i / features.lags()], products);
          give(i, from, products, width);
        }
      }
    }

    /** A block that is read in doubles. */
    private final class Doubles implements Blocks.Work {
      private final int from;
      private final int width;
      private final DoubleTile tile;
      private final double[][] sums;

      Doubles(int from, int width) {
        this.from = from;
        this.width = width;
        this.tile = new DoubleTile(features, from, width);
        this.sums = new double[aligned.length][width];
      }

      @Override
      public void take(int start, int end) {
        progress.check();
        for (int u = start; u < end; u++) {
          tile.load(u);
          for (int i = 0; i < sums.length; i++) {
            if (aligned[i][u] != 0) {
              tile.add(aligned[i][u], sums[i]);
            }
          }
        }
      }

      @Override
      public void finish() {
        for (int i = 0; i < sums.length; i++) {
          give(i, from, sums[i], width);
        }
      }
    }
  }
}
