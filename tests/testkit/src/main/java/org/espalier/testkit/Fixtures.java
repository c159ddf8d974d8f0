package org.espalier.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Connection;
import org.espalier.core.model.InputMoments;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.pruning.LayerInputs;
import org.espalier.core.pruning.MinibatchGradients;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.TrajectoryManifest;

/** Small models, trajectories, evidence and gradients, the same for the same seed. */
public final class Fixtures {
  private Fixtures() {}

  /**
   * A perceptron's layout: for each layer i its weights {@code fci.W}, shape (out, in), then its
   * biases {@code fci.b}, which are not prunable.
   *
   * @param units of each layer, the input first
   */
  public static ParameterLayout mlp(int... units) {
    List<Parameter> parameters = new ArrayList<>();
    List<Connection> connections = new ArrayList<>();
    int offset = 0;
    for (int i = 1; i < units.length; i++) {
      String layer = "fc" + i;
      Parameter weights =
          new Parameter(
              layer + ".W",
              layer,
              ParameterRole.WEIGHT,
              List.of(units[i], units[i - 1]),
              offset,
              true,
              1);
      Parameter biases =
          new Parameter(
              layer + ".b", layer, ParameterRole.BIAS, List.of(units[i]), weights.end(), false, 1);
      parameters.add(weights);
      parameters.add(biases);
      offset = biases.end();
      if (i > 1) {
        connections.add(new Connection("fc" + (i - 1) + ".W", weights.name()));
      }
    }
    return new ParameterLayout(parameters, connections);
  }

  /**
   * {@link #mlp} of three layers, the second of which is added to the first: a residual sum, which
   * the third takes in.
   */
  public static ParameterLayout residual(int inputs, int width, int classes) {
    ParameterLayout chain = mlp(inputs, width, width, classes);
    List<Connection> connections = new ArrayList<>(chain.connections());
    connections.add(new Connection("fc1.W", "fc3.W"));
    return new ParameterLayout(chain.parameters(), connections);
  }

  /** n values from a normal distribution of standard deviation {@code scale}. */
  public static float[] normal(int n, double scale, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int k = 0; k < n; k++) {
      values[k] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  /** Rows of {@link #normal} values. */
  public static float[][] normal(int rows, int columns, double scale, long seed) {
    float[][] values = new float[rows][];
    for (int t = 0; t < rows; t++) {
      values[t] = normal(columns, scale, seed * 1_000_003 + t);
    }
    return values;
  }

  /** What a trajectory by plain SGD is of, its rate 0.1 at first and 0.05 from the middle on. */
  public static TrajectoryManifest manifest(ParameterLayout layout, int steps) {
    return new TrajectoryManifest(
        layout,
        "sgd",
        Map.of(),
        List.of(new RatePhase(0, 0.1), new RatePhase(Math.max(1, steps / 2), 0.05)),
        LossAfter.SAME_MINIBATCH,
        0,
        "synthetic",
        "",
        Map.of(),
        true);
  }

  /**
   * Updates −ηg by plain SGD, η = 0.1 and g normal with standard deviation 0.1, that drive the loss
   * as planted: ΔLₜ = Σₖ γₖ (Δθₜₖ)² + εₜ.
   *
   * @param gamma γ, p values
   * @param noise standard deviation of ε
   */
  public static MemoryTrajectory planted(
      ParameterLayout layout, int steps, double[] gamma, double noise, long seed) {
    float[][] updates = normal(steps, layout.size(), 0.01, seed);
    Random random = new Random(seed + 1);
    double[] before = new double[steps];
    double[] after = new double[steps];
    double loss = 1;
    for (int t = 0; t < steps; t++) {
      before[t] = loss;
      loss += noise * random.nextGaussian();
      for (int k = 0; k < gamma.length; k++) {
        loss += gamma[k] * updates[t][k] * updates[t][k];
      }
      after[t] = loss;
    }
    return MemoryTrajectory.sgd(
        layout, 0.1, updates, new Losses(before, after), normal(layout.size(), 1, seed + 2));
  }

  /** Instantaneous evidence that has converged. */
  public static CausalEvidence evidence(double... gamma) {
    return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
  }

  /**
   * Gradients of as many minibatches as there are rows, of a loss that is linear, so that they are
   * the same at all weights; hands out the rows themselves.
   */
  public static MinibatchGradients gradients(float[]... rows) {
    return new MinibatchGradients() {
      @Override
      public int count() {
        return rows.length;
      }

      @Override
      public float[] gradient(int batch) {
        return rows[batch];
      }

      @Override
      public float[] gradient(int batch, float[] weights) {
        return rows[batch];
      }
    };
  }

  /** Normal inputs of every tensor, twice as many columns as inputs, the same at all weights. */
  public static LayerInputs inputs() {
    return inputs(0);
  }

  /**
   * The same, with an addition to the first value of the first column.
   *
   * @param addition 0, or one to spoil it with
   */
  static LayerInputs inputs(float addition) {
    return inputs(
        tensor -> {
          int d = tensor.fanIn();
          float[][] columns = normal(2 * d, d, 1, 15 + tensor.offset());
          columns[0][0] += addition;
          return columns;
        });
  }

  /** Inputs that are of the same size and have nothing to do with each other: XXᵀ = I. */
  static LayerInputs inputsAlike() {
    return inputs(
        tensor -> {
          float[][] columns = new float[tensor.fanIn()][tensor.fanIn()];
          for (int j = 0; j < columns.length; j++) {
            columns[j][j] = 1;
          }
          return columns;
        });
  }

  /**
   * Inputs that are the same at all weights.
   *
   * @param columns of a tensor's X, each d values
   */
  public static LayerInputs inputs(Function<Parameter, float[][]> columns) {
    return new LayerInputs() {
      @Override
      public InputMoments moments(Parameter tensor, float[] weights) {
        InputMoments.Sum sum = new InputMoments.Sum(tensor);
        for (float[] column : columns.apply(tensor)) {
          sum.column(column);
        }
        return sum.moments();
      }

      @Override
      public double[] squares(Parameter tensor, float[] weights) {
        double[] squares = new double[tensor.fanIn()];
        for (float[] column : columns.apply(tensor)) {
          for (int j = 0; j < squares.length; j++) {
            squares[j] += (double) column[j] * column[j];
          }
        }
        return squares;
      }
    };
  }
}
