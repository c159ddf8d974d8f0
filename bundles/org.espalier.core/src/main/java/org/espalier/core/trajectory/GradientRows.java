package org.espalier.core.trajectory;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;

/**
 * Some gradients of a trajectory, spread over the whole training, each scaled to length 1 so that
 * the steep first steps don't drown the others. They are held in memory where they are few enough,
 * and else read anew each time.
 */
public final class GradientRows {
  /** Parameters that one thread reads at a time. */
  private static final int BLOCK = 1 << 14;

  /** Bytes of gradients to hold in memory rather than to read them anew, to the same values. */
  private static final long MOST_HELD = 560L << 20;

  private final RecordedGradients gradients;
  private final int[] rows;
  private final float[][] held;
  private final double[] scales;
  private final double[] secondMoments;
  private final double meanSquaredLength;
  private final double batchSize;

  private GradientRows(
      RecordedGradients gradients,
      int[] rows,
      float[][] held,
      double[] scales,
      double[] secondMoments,
      double meanSquaredLength,
      double batchSize) {
    this.gradients = gradients;
    this.rows = rows;
    this.held = held;
    this.scales = scales;
    this.secondMoments = secondMoments;
    this.meanSquaredLength = meanSquaredLength;
    this.batchSize = batchSize;
  }

  /**
   * Up to {@code count} gradients that are not zero.
   *
   * @param progress asked often
   * @throws InvalidDataException if fewer than two are there, or one is not finite
   */
  public static GradientRows sample(Trajectory trajectory, int count, Progress progress) {
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    return sample(trajectory, count, Math.min(MOST_HELD, quarter), progress);
  }

  /**
   * The same.
   *
   * @param mostHeld bytes of gradients that may be held in memory
   */
  public static GradientRows sample(
      Trajectory trajectory, int count, long mostHeld, Progress progress) {
    RecordedGradients gradients = RecordedGradients.of(trajectory);
    if (trajectory.steps() < 2) {
      throw new InvalidDataException(
          "the trajectory has %d steps; two or more are needed, better thirty-two"
              .formatted(trajectory.steps()));
    }
    int[] rows = RecordedGradients.spread(count, gradients.rows());
    int parameters = trajectory.updates().columns();
    boolean holds = (long) rows.length * parameters * Float.BYTES <= mostHeld;
    float[][] held = holds ? new float[rows.length][parameters] : new float[0][];
    double[] squares = squaredLengths(gradients, rows, parameters, held, progress);
    requireFinite(squares, gradients, rows, parameters);
    int[] moving = IntStream.range(0, rows.length).filter(i -> squares[i] > 0).toArray();
    if (moving.length < 2) {
      throw new InvalidDataException(
          "%d of the trajectory's %d gradients looked at are zero; record a training that moves"
              .formatted(rows.length - moving.length, rows.length));
    }
    double[] lengths = Arrays.stream(moving).mapToDouble(i -> squares[i]).toArray();
    double[] moments = new double[parameters];
    GradientRows sample =
        new GradientRows(
            gradients,
            Arrays.stream(moving).map(i -> rows[i]).toArray(),
            holds ? some(held, moving) : held,
            Arrays.stream(lengths).map(length -> 1 / Math.sqrt(length)).toArray(),
            moments,
            Arrays.stream(lengths).average().orElse(0),
            trajectory.manifest().optimizerOptions().getOrDefault("batchSize", 1.0));
    sample.computeMoments(lengths, progress);
    return sample;
  }

  /** ‖g‖² of each row; keeps the rows where there is room for them. */
  private static double[] squaredLengths(
      RecordedGradients gradients, int[] rows, int parameters, float[][] held, Progress progress) {
    double[] sums = new double[rows.length];
    List<double[]> parts =
        blocks(parameters)
            .mapToObj(
                from -> {
                  int length = Math.min(BLOCK, parameters - from);
                  double[] squares = new double[rows.length];
                  gradients.visit(
                      rows,
                      from,
                      length,
                      (index, gradient) -> {
                        progress.check();
                        squares[index] = squaredLength(gradient);
                        if (held.length > 0) {
                          System.arraycopy(gradient, 0, held[index], from, length);
                        }
                      });
                  return squares;
                })
            .toList();
    for (double[] part : parts) {
      for (int t = 0; t < sums.length; t++) {
        sums[t] += part[t];
      }
    }
    return sums;
  }

  /**
   * ‖a‖², in four parts, for a processor adds to four faster than to one; the order is the same on
   * every machine.
   */
  private static double squaredLength(float[] a) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k < a.length - 3; k += 4) {
      s0 += (double) a[k] * a[k];
      s1 += (double) a[k + 1] * a[k + 1];
      s2 += (double) a[k + 2] * a[k + 2];
      s3 += (double) a[k + 3] * a[k + 3];
    }
    for (; k < a.length; k++) {
      s0 += (double) a[k] * a[k];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** First parameters of the blocks, for all cores. */
  private static IntStream blocks(int parameters) {
    return IntStream.range(0, (parameters + BLOCK - 1) / BLOCK).map(b -> b * BLOCK).parallel();
  }

  private void computeMoments(double[] squaredLengths, Progress progress) {
    int parameters = secondMoments.length;
    blocks(parameters)
        .forEach(
            from -> {
              progress.check();
              int length = Math.min(BLOCK, parameters - from);
              visit(
                  from,
                  length,
                  (index, gradient, start) -> {
                    double weight = 1 / (squaredLengths[index] * squaredLengths.length);
                    for (int k = 0; k < length; k++) {
                      double g = gradient[start + k];
                      secondMoments[from + k] += g * g * weight;
                    }
                  });
            });
  }

  private static void requireFinite(
      double[] squares, RecordedGradients gradients, int[] rows, int parameters) {
    for (int t = 0; t < squares.length; t++) {
      if (!Double.isFinite(squares[t])) {
        int row = rows[t];
        gradients.visit(
            new int[] {row}, 0, parameters, (index, gradient) -> requireFinite(gradient, row));
      }
    }
  }

  private static void requireFinite(float[] gradient, int row) {
    int bad = Trajectories.firstNotFinite(gradient, gradient.length);
    if (bad >= 0) {
      throw new InvalidDataException(
          "the gradient of row %d is %s at parameter %d; record the trajectory again from a"
                  .formatted(row, gradient[bad], bad)
              + " training that does not diverge");
    }
  }

  private static float[][] some(float[][] all, int[] chosen) {
    return Arrays.stream(chosen).mapToObj(i -> all[i]).toArray(float[][]::new);
  }

  /** Up to {@code count} of these, spread evenly. */
  public GradientRows thinned(int count) {
    if (count >= rows.length) {
      return this;
    }
    int[] chosen = RecordedGradients.spread(count, rows.length);
    return new GradientRows(
        gradients,
        Arrays.stream(chosen).map(i -> rows[i]).toArray(),
        held.length == 0 ? held : some(held, chosen),
        Arrays.stream(chosen).mapToDouble(i -> scales[i]).toArray(),
        secondMoments,
        meanSquaredLength,
        batchSize);
  }

  /** T, the number of gradients. */
  public int count() {
    return rows.length;
  }

  /** ⟨g²⟩ over the scaled gradients, p values. */
  public double[] secondMoments() {
    return secondMoments;
  }

  /** The mean of ‖g‖² over the gradients, before they were scaled. */
  public double meanSquaredLength() {
    return meanSquaredLength;
  }

  /** B, examples of a minibatch; 1 where the manifest doesn't tell. */
  public double batchSize() {
    return batchSize;
  }

  /**
   * What brings the curvature of the scaled gradients to nats: B⟨‖g‖²⟩, for a minibatch of B has
   * gradients whose outer product is on average the Fisher information ÷ B.
   */
  public double fisherScale() {
    return batchSize * meanSquaredLength;
  }

  /** The factor that scales a gradient. */
  public double scale(int index) {
    return scales[index];
  }

  /** Is shown a run of parameters of one gradient after the other, not yet scaled. */
  @FunctionalInterface
  public interface RunVisitor {
    /**
     * Takes a run.
     *
     * @param start where it begins in the array
     */
    void accept(int index, float[] gradient, int start);
  }

  /** Shows a run of parameters of every gradient. */
  public void visit(int from, int length, RunVisitor visitor) {
    if (held.length == 0) {
      gradients.visit(rows, from, length, (index, gradient) -> visitor.accept(index, gradient, 0));
      return;
    }
    for (int t = 0; t < held.length; t++) {
      visitor.accept(t, held[t], from);
    }
  }
}
