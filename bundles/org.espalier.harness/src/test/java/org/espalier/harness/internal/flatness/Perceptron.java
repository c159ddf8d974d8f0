package org.espalier.harness.internal.flatness;

import java.util.List;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.testkit.Fixtures;

/** One hidden layer of rectified units and a softmax, in single precision throughout. */
final class Perceptron extends FloatModel {
  private final int inputs;
  private final int hidden;
  private final int classes;

  Perceptron(int inputs, int hidden, int classes, float[] weights) {
    super(Fixtures.mlp(inputs, hidden, classes), weights);
    this.inputs = inputs;
    this.hidden = hidden;
    this.classes = classes;
  }

  @Override
  public List<Integer> inputShape() {
    return List.of(inputs);
  }

  /** One example's way through the network. */
  private final class Pass {
    final float[] x = new float[inputs];
    final float[] h = new float[hidden];
    final float[] p = new float[classes];

    Pass(float[] w, Dataset data, int example) {
      data.copyExample(example, x, 0);
      for (int j = 0; j < hidden; j++) {
        float a = w[hidden * inputs + j];
        for (int i = 0; i < inputs; i++) {
          a += w[j * inputs + i] * x[i];
        }
        h[j] = Math.max(0, a);
      }
      int second = hidden * inputs + hidden;
      float most = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        p[c] = w[second + classes * hidden + c];
        for (int j = 0; j < hidden; j++) {
          p[c] += w[second + c * hidden + j] * h[j];
        }
        most = Math.max(most, p[c]);
      }
      float sum = 0;
      for (int c = 0; c < classes; c++) {
        p[c] = (float) Math.exp(p[c] - most);
        sum += p[c];
      }
      for (int c = 0; c < classes; c++) {
        p[c] /= sum;
      }
    }
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    float[] w = weights();
    double loss = 0;
    for (int example = 0; example < data.size(); example++) {
      loss -= Math.log(new Pass(w, data, example).p[data.label(example)]);
    }
    return new Evaluation(1, loss / data.size(), data.size());
  }

  @Override
  public float[] gradient(Dataset batch, double labelSmoothing) {
    float[] w = weights();
    float[] gradient = new float[w.length];
    for (int example = 0; example < batch.size(); example++) {
      Pass pass = new Pass(w, batch, example);
      pass.p[batch.label(example)] -= 1;
      back(w, pass, gradient);
    }
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] /= batch.size();
    }
    return gradient;
  }

  private void back(float[] w, Pass pass, float[] gradient) {
    int second = hidden * inputs + hidden;
    for (int j = 0; j < hidden; j++) {
      float a = 0;
      for (int c = 0; c < classes; c++) {
        a += pass.p[c] * w[second + c * hidden + j];
        gradient[second + c * hidden + j] += pass.p[c] * pass.h[j];
      }
      if (pass.h[j] > 0) {
        gradient[hidden * inputs + j] += a;
        for (int i = 0; i < inputs; i++) {
          gradient[j * inputs + i] += a * pass.x[i];
        }
      }
    }
    for (int c = 0; c < classes; c++) {
      gradient[second + classes * hidden + c] += pass.p[c];
    }
  }
}
