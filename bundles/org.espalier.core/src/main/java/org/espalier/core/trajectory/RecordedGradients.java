package org.espalier.core.trajectory;

import java.util.Optional;
import org.espalier.core.InvalidDataException;

/**
 * The minibatch gradients gₜ along a trajectory: those that were recorded, or else computed from
 * the updates.
 *
 * <ul>
 *   <li>{@code sgd}: Δθₜ = −ηₜgₜ, so gₜ = −Δθₜ/ηₜ;
 *   <li>{@code momentum} (or {@code sgd} with a momentum μ): vₜ = μvₜ₋₁ + gₜ and Δθₜ = −ηₜvₜ, so gₜ
 *       = μΔθₜ₋₁/ηₜ₋₁ − Δθₜ/ηₜ, from consecutive rows;
 *   <li>{@code nesterov}: vₜ = μvₜ₋₁ − ηₜgₜ and Δθₜ = −μvₜ₋₁ + (1 + μ)vₜ, so vₜ = (Δθₜ + μvₜ₋₁)/(1
 *       + μ) and gₜ = (μvₜ₋₁ − vₜ)/ηₜ, from row to row. What v was {@value #MEMORY} rows before no
 *       longer shows in a float, for its weight falls by μ/(1 + μ) &lt; ½ a row.
 * </ul>
 *
 * <p>These are gradients of all that was minimised, a weight decay's term in the loss included.
 */
public final class RecordedGradients {
  private static final int MEMORY = 32;

  private final Trajectory trajectory;
  private final Rule rule;
  private final double momentum;

  private enum Rule {
    RECORDED,
    PLAIN,
    HEAVY_BALL,
    NESTEROV
  }

  private RecordedGradients(Trajectory trajectory, Rule rule, double momentum) {
    this.trajectory = trajectory;
    this.rule = rule;
    this.momentum = momentum;
  }

  /** Is shown one gradient after the other. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes a gradient.
     *
     * @param index of the row among those asked for
     * @param gradient a run of gₜ from its start; overwritten by the next
     */
    void accept(int index, float[] gradient);
  }

  /**
   * The gradients of a trajectory.
   *
   * @throws InvalidDataException if they were not recorded and the updates don't give them back;
   *     the line says what to record
   */
  public static RecordedGradients of(Trajectory trajectory) {
    if (trajectory.gradients().isPresent()) {
      return new RecordedGradients(trajectory, Rule.RECORDED, 0);
    }
    TrajectoryManifest manifest = trajectory.manifest();
    if (manifest.kind() == TrajectoryKind.INTERVENTIONAL) {
      throw new InvalidDataException(
          "the trajectory is interventional: its rows are random perturbations of the weights, which"
              + " have no gradients in them; record a training, in its own framework if need be");
    }
    Optional<Double> momentum = Optional.ofNullable(manifest.optimizerOptions().get("momentum"));
    Rule rule =
        switch (manifest.optimizer()) {
          case "sgd" -> momentum.orElse(0.0) == 0 ? Rule.PLAIN : Rule.HEAVY_BALL;
          case "momentum" -> Rule.HEAVY_BALL;
          case "nesterov" -> Rule.NESTEROV;
          default ->
              throw new InvalidDataException(
                  "the updates of optimizer '%s' don't give the gradients back; record the"
                          .formatted(manifest.optimizer())
                      + " trajectory with its gradients (record --gradients)");
        };
    if (rule == Rule.PLAIN) {
      return new RecordedGradients(trajectory, rule, 0);
    }
    if (manifest.stride() != 1) {
      throw new InvalidDataException(
          "the trajectory holds one step in %d; with momentum the gradients come from consecutive"
                  .formatted(manifest.stride())
              + " rows: record every step, or the gradients too (record --gradients)");
    }
    double mu =
        momentum.orElseThrow(
            () ->
                new InvalidDataException(
                    "the trajectory's optimizer '%s' has no option momentum; add it to"
                            .formatted(manifest.optimizer())
                        + " trajectory.json"));
    if (!(mu >= 0 && mu < 1)) {
      throw new InvalidDataException(
          "the trajectory's momentum is " + mu + "; it must be in [0, 1)");
    }
    return new RecordedGradients(trajectory, rule, mu);
  }

  /** T. */
  public int rows() {
    return trajectory.steps();
  }

  /**
   * Up to {@code count} of so many rows, spread evenly, the first and the last among them.
   *
   * @return their indices, rising
   */
  public static int[] spread(int count, int rows) {
    int some = Math.min(count, rows);
    int[] chosen = new int[some];
    for (int i = 0; i < some; i++) {
      chosen[i] = some == 1 ? rows - 1 : (int) ((long) i * (rows - 1) / (some - 1));
    }
    return chosen;
  }

  /**
   * Shows a run of parameters of each chosen row.
   *
   * @param rows indices, rising
   * @param from first parameter of the run
   * @param length of the run
   */
  public void visit(int[] rows, int from, int length, Visitor visitor) {
    Run run = new Run(from, length);
    for (int i = 0; i < rows.length; i++) {
      switch (rule) {
        case RECORDED -> run.recorded(rows[i]);
        case PLAIN -> run.plain(rows[i]);
        case HEAVY_BALL -> run.heavyBall(rows[i]);
        case NESTEROV -> run.nesterov(rows[i]);
      }
      visitor.accept(i, run.gradient);
    }
  }

  /** One pass over some rows of a run of parameters. */
  private final class Run {
    private final int from;
    private final int length;
    private final float[] gradient;
    private final float[] update;
    private final double[] velocity;
    private int next;

    Run(int from, int length) {
      this.from = from;
      this.length = length;
      gradient = new float[length];
      update = new float[rule == Rule.RECORDED ? 0 : length];
      velocity = new double[rule == Rule.NESTEROV ? length : 0];
    }

    void recorded(int row) {
      trajectory.gradients().orElseThrow().read(row, from, gradient, length);
    }

    void plain(int row) {
      double scale = -1 / trajectory.manifest().learningRate(row);
      read(row);
      for (int k = 0; k < length; k++) {
        gradient[k] = (float) (scale * update[k]);
      }
    }

    void heavyBall(int row) {
      plain(row);
      if (row > 0) {
        double scale = momentum / trajectory.manifest().learningRate(row - 1);
        read(row - 1);
        for (int k = 0; k < length; k++) {
          gradient[k] = (float) (gradient[k] + scale * update[k]);
        }
      }
    }

    void nesterov(int row) {
      if (next < row - MEMORY) {
        java.util.Arrays.fill(velocity, 0);
        next = row - MEMORY;
      }
      for (; next <= row; next++) {
        double rate = trajectory.manifest().learningRate(next);
        read(next);
        for (int k = 0; k < length; k++) {
          double before = momentum * velocity[k];
          velocity[k] = (update[k] + before) / (1 + momentum);
          gradient[k] = (float) ((before - velocity[k]) / rate);
        }
      }
    }

    private void read(int row) {
      trajectory.updates().read(row, from, update, length);
    }
  }
}
