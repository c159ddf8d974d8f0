package org.espalier.harness.internal.data;

import org.espalier.core.model.Dataset;

/** Shifts and scales each feature to mean 0 and population deviation 1 on the training part. */
final class Standardization {
  private final double[] mean;
  private final double[] deviation;

  private Standardization(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  static Standardization of(Dataset train) {
    int width = train.width();
    double[] mean = new double[width];
    double[] deviation = new double[width];
    float[] row = new float[width];
    for (int i = 0; i < train.size(); i++) {
      train.copyExample(i, row, 0);
      for (int k = 0; k < width; k++) {
        mean[k] += row[k] / train.size();
      }
    }
    for (int i = 0; i < train.size(); i++) {
      train.copyExample(i, row, 0);
      for (int k = 0; k < width; k++) {
        deviation[k] += (row[k] - mean[k]) * (row[k] - mean[k]) / train.size();
      }
    }
    for (int k = 0; k < width; k++) {
      deviation[k] = isConstant(train, k) ? 0 : Math.sqrt(deviation[k]);
    }
    return new Standardization(mean, deviation);
  }

  /** Looks at the values themselves: rounding of the mean leaves a constant a tiny deviation. */
  private static boolean isConstant(Dataset data, int feature) {
    float[] row = new float[data.width()];
    data.copyExample(0, row, 0);
    float first = row[feature];
    for (int i = 1; i < data.size(); i++) {
      data.copyExample(i, row, 0);
      if (row[feature] != first) {
        return false;
      }
    }
    return true;
  }

  /** A constant feature becomes 0. */
  Dataset apply(Dataset data) {
    int width = data.width();
    float[] features = new float[data.size() * width];
    int[] labels = new int[data.size()];
    for (int i = 0; i < data.size(); i++) {
      data.copyExample(i, features, i * width);
      labels[i] = data.label(i);
      for (int k = 0; k < width; k++) {
        double centred = features[i * width + k] - mean[k];
        features[i * width + k] = deviation[k] > 0 ? (float) (centred / deviation[k]) : 0;
      }
    }
    return new Dataset(data.name(), data.exampleShape(), features, labels, data.classes());
  }
}
