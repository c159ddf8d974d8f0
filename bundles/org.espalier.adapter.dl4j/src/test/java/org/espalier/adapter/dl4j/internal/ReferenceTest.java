package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.core.model.TrainingRecipe;
import org.espalier.core.model.TrainingRequest;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what NumPy computes in double precision: {@code src/test/python/reference.py}. */
class ReferenceTest {
  private static final Architecture CNN =
      new Architecture(
          "cnn",
          List.of(2, 6, 5),
          List.of(
              new LayerSpec.Convolution(3, 3),
              new LayerSpec.MaxPooling(2),
              new LayerSpec.Convolution(4, 2),
              new LayerSpec.Dense(5)),
          3);

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "cnn"})
  void evaluates(String name) {
    double[] expected = read(name, "losses").toDoubles();
    try (Dl4jModel model = model(name)) {
      Evaluation evaluation = model.evaluate(data(name));
      assertEquals(expected[0], evaluation.loss(), 1e-6 * expected[0]);
      assertEquals(expected[2], evaluation.accuracy());
      assertEquals(11, evaluation.examples());
    }
  }

  @ParameterizedTest
  @CsvSource({"mlp, 0, gradient", "mlp, 0.1, smoothed", "cnn, 0, gradient", "cnn, 0.1, smoothed"})
  void differentiates(String name, double smoothing, String file) {
    try (Dl4jModel model = model(name)) {
      assertArrayEquals(
          read(name, file).toDoubles(), doubles(model.gradient(data(name), smoothing)), 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "cnn"})
  void gradientIsTheSlopeOfTheLoss(String name) {
    double h = 5e-4; // the loss is good to 3e-7, so the slope to 6e-4; no kink is as near
    Dataset data = data(name);
    try (Dl4jModel model = model(name)) {
      float[] gradient = model.gradient(data, 0);
      float[] weights = model.weights();
      for (int k = 0; k < weights.length; k += 7) {
        float[] moved = weights.clone();
        moved[k] = (float) (weights[k] + h);
        model.setWeights(moved);
        double up = model.evaluate(data).loss();
        moved[k] = (float) (weights[k] - h);
        model.setWeights(moved);
        assertEquals(gradient[k], (up - model.evaluate(data).loss()) / (2 * h), 2e-3);
      }
    }
  }

  /** A step of plain SGD moves by −η(∇L + λw), and sees the loss of smoothed labels with decay. */
  @ParameterizedTest
  @ValueSource(strings = {"mlp", "cnn"})
  void steps(String name) {
    double decay = 0.02;
    double[] gradient = read(name, "smoothed").toDoubles();
    float[] theta = read(name, "theta").toFloats();
    TrainingRecipe recipe =
        new TrainingRecipe(Optimizer.SGD, 0.5, RateSchedule.CONSTANT, 0, 64, 1, 0.1, decay);
    List<float[]> updates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    try (Dl4jModel model = model(name)) {
      double penalty = 0;
      for (var parameter : model.layout().prunable()) {
        for (int k = parameter.offset(); k < parameter.end(); k++) {
          gradient[k] += decay * theta[k];
          penalty += decay * theta[k] * theta[k] / 2;
        }
      }
      model.train(
          TrainingRequest.plain(data(name), recipe, 1)
              .withObserver(
                  (update, ignored, before, after) -> {
                    updates.add(update.clone());
                    losses.add(before);
                  }));
      assertEquals(1, updates.size());
      assertEquals(read(name, "losses").toDoubles()[1] + penalty, losses.get(0), 2e-6);
      for (int k = 0; k < gradient.length; k++) {
        assertEquals(-0.5 * gradient[k], updates.get(0)[k], 1e-6);
      }
    }
  }

  private static Dl4jModel model(String name) {
    Dl4jModel model = Dl4jModel.create(name.equals("mlp") ? TestModels.MLP : CNN, 0);
    model.setWeights(read(name, "theta").toFloats());
    return model;
  }

  private static Dataset data(String name) {
    NpyArray features = read(name, "features");
    List<Integer> shape = features.shape().subList(1, features.shape().size());
    return new Dataset(name, shape, features.toFloats(), read(name, "labels").toInts(), 3);
  }

  private static NpyArray read(String name, String what) {
    URL url = ReferenceTest.class.getResource("/reference/" + name + "-" + what + ".npy");
    try {
      return Npy.read(Path.of(Objects.requireNonNull(url).toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
