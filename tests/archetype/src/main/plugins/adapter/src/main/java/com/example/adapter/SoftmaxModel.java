package com.example.adapter;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.ClassTally;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;

/**
 * Probabilities softmax(Wx + b). θ is W, shape (classes, features), then b; the file has both side
 * by side, shape (classes, features + 1). A model is for one thread at a time.
 */
public final class SoftmaxModel implements DifferentiableModel {
  static final String FLOATS = "<f4";

  private final int classes;
  private final int features;
  private final ParameterLayout layout;
  private float[] theta;

  private SoftmaxModel(int classes, int features, float[] theta) {
    this.classes = classes;
    this.features = features;
    this.theta = theta;
    Parameter weights =
        new Parameter(
            "softmax.weight",
            "softmax",
            ParameterRole.WEIGHT,
            List.of(classes, features),
            0,
            true,
            1);
    Parameter biases =
        new Parameter(
            "softmax.bias",
            "softmax",
            ParameterRole.BIAS,
            List.of(classes),
            weights.end(),
            false, // biases are few, and never cut
            1);
    layout = new ParameterLayout(List.of(weights, biases));
  }

  /** A new model; weights by He et al. 2015, biases zero. */
  static SoftmaxModel create(int classes, int features, long seed) {
    Random random = new Random(seed);
    float[] theta = new float[classes * (features + 1)];
    double deviation = Math.sqrt(2.0 / features);
    for (int k = 0; k < classes * features; k++) {
      theta[k] = (float) (deviation * random.nextGaussian());
    }
    return new SoftmaxModel(classes, features, theta);
  }

  /**
   * Reads a model.
   *
   * @throws InvalidDataException if the file is missing, damaged, or another array than a model's
   */
  static SoftmaxModel read(Path file) {
    NpyArray array = Npy.read(file);
    List<Integer> shape = array.shape();
    if (!array.dtype().equals(FLOATS)
        || shape.size() != 2
        || shape.get(0) < 2
        || shape.get(1) < 2) {
      throw new InvalidDataException(
          "%s is of type %s and shape %s; a model is of type %s and shape (classes, features + 1)"
              .formatted(file, array.dtype(), shape, FLOATS));
    }
    float[] rows = array.toFloats();
    int classes = shape.get(0);
    int features = shape.get(1) - 1;
    float[] theta = new float[rows.length];
    for (int c = 0; c < classes; c++) {
      System.arraycopy(rows, c * (features + 1), theta, c * features, features);
      theta[classes * features + c] = rows[c * (features + 1) + features];
    }
    return new SoftmaxModel(classes, features, theta);
  }

  @Override
  public void save(Path file) {
    float[] rows = new float[theta.length];
    for (int c = 0; c < classes; c++) {
      System.arraycopy(theta, c * features, rows, c * (features + 1), features);
      rows[c * (features + 1) + features] = theta[classes * features + c];
    }
    Npy.writeFloats(file, rows, classes, features + 1); // aside, then moved
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public float[] weights() {
    return theta.clone();
  }

  @Override
  public void setWeights(float[] weights) {
    if (weights.length != theta.length) {
      throw new IllegalArgumentException(
          "%d weights for %d parameters".formatted(weights.length, theta.length));
    }
    theta = weights.clone();
  }

  @Override
  public List<Integer> inputShape() {
    return List.of(features);
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    requireFitting(data);
    ClassTally tally = new ClassTally(classes);
    float[] x = new float[features];
    for (int i = 0; i < data.size(); i++) {
      data.copyExample(i, x, 0);
      tally.addLogits(logits(x), 0, data.label(i));
    }
    return tally.evaluation();
  }

  /** ∂L/∂W = mean of (p − y)xᵀ, ∂L/∂b = mean of p − y. */
  @Override
  public float[] gradient(Dataset batch, double labelSmoothing) {
    requireFitting(batch);
    double[] sums = new double[theta.length];
    float[] x = new float[features];
    for (int i = 0; i < batch.size(); i++) {
      batch.copyExample(i, x, 0);
      double[] p = softmax(logits(x));
      for (int c = 0; c < classes; c++) {
        double label = labelSmoothing / classes + (c == batch.label(i) ? 1 - labelSmoothing : 0);
        for (int j = 0; j < features; j++) {
          sums[c * features + j] += (p[c] - label) * x[j];
        }
        sums[classes * features + c] += p[c] - label;
      }
    }
    float[] gradient = new float[sums.length];
    for (int k = 0; k < sums.length; k++) {
      gradient[k] = (float) (sums[k] / batch.size());
    }
    return gradient;
  }

  @Override
  public void close() {
    // Nothing is held beyond the heap.
  }

  private float[] logits(float[] x) {
    float[] logits = new float[classes];
    for (int c = 0; c < classes; c++) {
      double sum = theta[classes * features + c];
      for (int j = 0; j < features; j++) {
        sum += (double) theta[c * features + j] * x[j];
      }
      logits[c] = (float) sum;
    }
    return logits;
  }

  private static double[] softmax(float[] logits) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      highest = Math.max(highest, logit); // lest an exponential overflows
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.exp(logits[c] - highest);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private void requireFitting(Dataset data) {
    if (!data.exampleShape().equals(inputShape()) || data.classes() > classes) {
      throw new IllegalArgumentException(
          "%s doesn't fit a model of %d features and %d classes"
              .formatted(data, features, classes));
    }
  }
}
