package org.espalier.policy.causal.internal.surgeon;

import java.util.Map;
import java.util.Random;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.Fixtures;

/**
 * Least squares, at its minimum. Every input x comes with two targets, θx + 1 and θx − 1 for each
 * output, so that the gradients ±x of single examples have the Hessian of the mean loss ½(θx − y)²
 * as their second moment. All inputs are of one length, so that scaling keeps it.
 */
final class LinearModel {
  private final int outputs;
  private final float[][] inputs;
  final ParameterLayout layout;
  final float[] weights;

  /**
   * @param features of which the first half is almost the same as the second, but for the noise
   * @param examples half as many as there are
   */
  LinearModel(int features, int outputs, int examples, double noise, long seed) {
    this.outputs = outputs;
    layout = Fixtures.mlp(features, outputs);
    weights = Fixtures.normal(layout.size(), 1, seed);
    inputs = new float[examples][features];
    Random random = new Random(seed);
    for (float[] x : inputs) {
      double square = 0;
      double[] raw = new double[features];
      for (int i = 0; i < features; i++) {
        raw[i] =
            i < (features + 1) / 2
                ? random.nextGaussian() * (1 + i)
                : raw[i - (features + 1) / 2] + noise * random.nextGaussian();
        square += raw[i] * raw[i];
      }
      for (int i = 0; i < features; i++) {
        x[i] = (float) (raw[i] * Math.sqrt(features / square));
      }
    }
  }

  /** One step for each example, of which each has a minibatch for itself. */
  Trajectory trajectory() {
    return trajectory(Map.of());
  }

  Trajectory trajectory(Map<String, Double> options) {
    return SurgeonFixture.recorded(layout, gradients(), weights, options);
  }

  /** Of each example: the inputs for each output, then 1 for each bias, times −1 or 1. */
  float[][] gradients() {
    float[][] gradients = new float[2 * inputs.length][layout.size()];
    for (int t = 0; t < gradients.length; t++) {
      int sign = t % 2 == 0 ? 1 : -1;
      float[] x = inputs[t / 2];
      for (int j = 0; j < outputs; j++) {
        for (int i = 0; i < x.length; i++) {
          gradients[t][j * x.length + i] = sign * x[i];
        }
        gradients[t][outputs * x.length + j] = sign;
      }
    }
    return gradients;
  }

  /** How much larger the mean loss of the data is at other weights. */
  double lossChange(float[] other) {
    double change = 0;
    for (float[] x : inputs) {
      for (int j = 0; j < outputs; j++) {
        double error = output(other, x, j) - output(weights, x, j);
        for (int residual = -1; residual <= 1; residual += 2) {
          change += (Math.pow(error + residual, 2) - Math.pow(residual, 2)) / 2;
        }
      }
    }
    return change / (2 * inputs.length);
  }

  /** The loss's derivative by each parameter at other weights. */
  double[] slope(float[] other) {
    double[] slope = new double[layout.size()];
    for (float[] x : inputs) {
      for (int j = 0; j < outputs; j++) {
        double error = (output(other, x, j) - output(weights, x, j)) / inputs.length;
        for (int i = 0; i < x.length; i++) {
          slope[j * x.length + i] += error * x[i];
        }
        slope[outputs * x.length + j] += error;
      }
    }
    return slope;
  }

  private double output(float[] theta, float[] x, int j) {
    double output = theta[outputs * x.length + j];
    for (int i = 0; i < x.length; i++) {
      output += (double) theta[j * x.length + i] * x[i];
    }
    return output;
  }
}
