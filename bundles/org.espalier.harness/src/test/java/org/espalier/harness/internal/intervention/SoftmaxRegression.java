package org.espalier.harness.internal.intervention;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.ParameterLayout;
import org.espalier.testkit.Fixtures;

/**
 * Multinomial logistic regression, whose curvature is known: Hₖₖ of W_cj is ⟨p_c(1 − p_c) x_j²⟩.
 */
final class SoftmaxRegression implements EvaluableModel {
  private final ParameterLayout layout;
  private final int features;
  private final int classes;
  private float[] weights;

  SoftmaxRegression(int features, int classes, float... weights) {
    this.layout = Fixtures.mlp(features, classes);
    this.features = features;
    this.classes = classes;
    this.weights = weights.clone();
  }

  @Override
  public List<Integer> inputShape() {
    return List.of(features);
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    double loss = 0;
    int right = 0;
    for (int i = 0; i < data.size(); i++) {
      double[] p = probabilities(data, i);
      loss -= Math.log(p[data.label(i)]);
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = p[c] > p[best] ? c : best;
      }
      right += best == data.label(i) ? 1 : 0;
    }
    return new Evaluation((double) right / data.size(), loss / data.size(), data.size());
  }

  /** Mean of Hₖₖ over the weights of each class. */
  double[] curvatures(Dataset data) {
    double[] curvatures = new double[classes];
    float[] x = new float[features];
    for (int i = 0; i < data.size(); i++) {
      double[] p = probabilities(data, i);
      data.copyExample(i, x, 0);
      for (int c = 0; c < classes; c++) {
        for (float value : x) {
          curvatures[c] += p[c] * (1 - p[c]) * value * value / data.size() / features;
        }
      }
    }
    return curvatures;
  }

  private double[] probabilities(Dataset data, int example) {
    float[] x = new float[features];
    data.copyExample(example, x, 0);
    double[] p = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double logit = weights[classes * features + c];
      for (int j = 0; j < features; j++) {
        logit += (double) weights[c * features + j] * x[j];
      }
      p[c] = Math.exp(logit);
      sum += p[c];
    }
    for (int c = 0; c < classes; c++) {
      p[c] /= sum;
    }
    return p;
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public float[] weights() {
    return weights.clone();
  }

  @Override
  public void setWeights(float[] changed) {
    weights = changed.clone();
  }

  @Override
  public void save(Path file) {
    throw new IllegalStateException("nobody should save it to " + file);
  }

  @Override
  public void close() {}
}
