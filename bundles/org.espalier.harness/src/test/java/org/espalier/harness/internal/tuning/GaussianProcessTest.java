package org.espalier.harness.internal.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.espalier.harness.internal.tuning.GaussianProcess.Prediction;
import org.junit.jupiter.api.Test;

/** Against scikit-learn's, by src/test/python/gaussian_process.py. */
class GaussianProcessTest {
  private static final double[][] PLACES = {{0.1, 0.2}, {0.5, 0.9}, {0.8, 0.3}, {0.35, 0.6}};
  private static final double[] VALUES = {0.90, 0.95, 0.70, 0.97};
  private static final double[][] ASKED = {{0.4, 0.7}, {0.9, 0.9}, {0.1, 0.2}};
  private static final double[] MEANS = {0.97043959, 0.86881383, 0.9000339};
  private static final double[] DEVIATIONS = {0.02342779, 0.08856684, 0.01063352};
  private static final double EVIDENCE = -5.8224855212897015;

  @Test
  void predictsAsScikitLearn() {
    GaussianProcess process = new GaussianProcess(PLACES, VALUES, 0.4, 0.01);
    for (int i = 0; i < ASKED.length; i++) {
      Prediction prediction = process.at(ASKED[i]);
      assertEquals(MEANS[i], prediction.mean(), 1e-8);
      assertEquals(DEVIATIONS[i], prediction.deviation(), 1e-8);
    }
    assertEquals(EVIDENCE, process.evidence(), 1e-9);
  }

  /** E max(0, f − f*) of a normal f, by a million draws. */
  @Test
  void expectsImprovements() {
    Prediction prediction = new Prediction(0.9, 0.05);
    Random random = new Random(1);
    double sum = 0;
    int draws = 1_000_000;
    for (int i = 0; i < draws; i++) {
      sum += Math.max(0, 0.9 + 0.05 * random.nextGaussian() - 0.95);
    }
    assertEquals(sum / draws, Search.improvement(prediction, 0.95), 5e-5);
    assertEquals(0.1, Search.improvement(new Prediction(0.9, 0), 0.8), 1e-12);
    assertEquals(0, Search.improvement(new Prediction(0.9, 0), 0.95));
  }

  @Test
  void likesTheLengthScaleOfTheData() {
    double[][] places = new double[30][1];
    double[] smooth = new double[30];
    double[] rough = new double[30];
    Random random = new Random(2);
    for (int i = 0; i < 30; i++) {
      places[i][0] = i / 29.0;
      smooth[i] = Math.sin(2 * places[i][0]);
      rough[i] = random.nextGaussian();
    }
    double between = GaussianProcess.fit(places, smooth).at(new double[] {0.5}).deviation();
    double noise = GaussianProcess.fit(places, rough).at(new double[] {0.5}).deviation();
    assertTrue(between < 0.02 && noise > 5 * between, between + " and " + noise);
  }
}
