package org.espalier.harness.internal.intervention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Granularity;
import org.espalier.harness.evidence.Resolution;
import org.espalier.harness.internal.run.SoftmaxModel;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterventionsTest {
  private static final int FEATURES = 5;
  private static final int CLASSES = 3;
  private static final int WEIGHTS = FEATURES * CLASSES;
  private static final Dataset DATA = data(80);

  private final SoftmaxModel model = new SoftmaxModel(FEATURES, CLASSES, 3, new ArrayList<>());
  private final List<float[]> updates = new ArrayList<>();
  private final List<double[]> losses = new ArrayList<>();

  @BeforeEach
  void spread() {
    model.setWeights(Fixtures.normal(WEIGHTS + CLASSES, 0.7, 3));
  }

  @Test
  void gammaOfOrdinaryRegressionIsHalfTheCurvature() {
    double[] curvatures = curvatures();
    Resolution resolution = run(Granularity.UNIT, 4000, DATA.size(), 1);

    double[][] energies = new double[updates.size()][CLASSES];
    double[] changes = new double[updates.size()];
    for (int t = 0; t < changes.length; t++) {
      changes[t] = losses.get(t)[1] - losses.get(t)[0];
      for (int k = 0; k < WEIGHTS; k++) {
        energies[t][k / FEATURES] += Math.pow(updates.get(t)[k], 2);
      }
    }
    OLSMultipleLinearRegression ordinary = new OLSMultipleLinearRegression();
    ordinary.newSampleData(changes, energies);
    double[] gamma = ordinary.estimateRegressionParameters();
    double[] errors = ordinary.estimateRegressionParametersStandardErrors();
    for (int c = 0; c < CLASSES; c++) {
      double half = curvatures[c] / 2;
      assertEquals(half, gamma[c + 1], 0.1 * half, "unit " + c);
      assertTrue(errors[c + 1] < 0.5 * half, "standard error " + errors[c + 1]);
    }
    assertEquals(CLASSES, resolution.blocks());
    assertEquals(2000, resolution.pairs());
    assertEquals(CLASSES, resolution.standing());
    assertTrue(resolution.detectable().orElseThrow() < 0.02, resolution.toString());
  }

  @Test
  void rowsAreOppositePairsOnOneMinibatch() {
    float[] before = model.weights();
    run(Granularity.UNIT, 40, 16, 1);
    assertEquals(40, updates.size());
    for (int t = 0; t < updates.size(); t += 2) {
      float[] forth = updates.get(t);
      float[] back = updates.get(t + 1);
      boolean moved = false;
      for (int k = 0; k < forth.length; k++) {
        assertEquals(forth[k], -back[k]);
        moved |= forth[k] != 0;
        assertTrue(k < WEIGHTS || forth[k] == 0, "a bias was perturbed");
      }
      assertTrue(moved, "nothing was perturbed in pair " + t / 2);
      assertEquals(losses.get(t)[0], losses.get(t + 1)[0]);
      for (int c = 0; c < CLASSES; c++) {
        assertEquals(forth[c * FEATURES] == 0, forth[c * FEATURES + 1] == 0, "half a unit");
      }
    }
    assertNotEquals(losses.get(0)[0], losses.get(2)[0], "another minibatch");
    assertArrayEquals(before, model.weights());
  }

  @Test
  void lossesAreThoseOfThePerturbedModel() {
    run(Granularity.LAYER, 2, DATA.size(), 1);
    float[] moved = model.weights();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += updates.get(0)[k];
    }
    assertEquals(model.evaluate(DATA).loss(), losses.get(0)[0]);
    model.setWeights(moved);
    assertEquals(model.evaluate(DATA).loss(), losses.get(0)[1]);
  }

  @Test
  void theSameSeedGivesTheSameRows() {
    run(Granularity.UNIT, 20, 16, 7);
    List<float[]> first = List.copyOf(updates);
    List<double[]> firstLosses = List.copyOf(losses);
    updates.clear();
    losses.clear();
    run(Granularity.UNIT, 20, 16, 7);
    for (int t = 0; t < 20; t++) {
      assertArrayEquals(first.get(t), updates.get(t));
      assertArrayEquals(firstLosses.get(t), losses.get(t));
    }
    losses.clear();
    run(Granularity.UNIT, 20, 16, 8);
    assertNotEquals(firstLosses.get(0)[1], losses.get(0)[1]);
  }

  @Test
  void whatHasBeenCutStays() {
    float[] pruned = model.weights();
    pruned[1] = 0;
    for (int k = FEATURES; k < 2 * FEATURES; k++) {
      pruned[k] = 0;
    }
    model.setWeights(pruned);
    Resolution resolution = run(Granularity.UNIT, 200, 16, 1);
    assertEquals(2, resolution.blocks(), "a unit that is gone is no block");
    for (float[] update : updates) {
      assertEquals(0f, Math.abs(update[1]));
      assertEquals(0f, Math.abs(update[FEATURES]));
    }
    model.setWeights(new float[pruned.length]);
    assertEquals(
        "the model has no weight that is prunable and not zero",
        assertThrows(InvalidDataException.class, () -> run(Granularity.UNIT, 2, 16, 1))
            .getMessage());
  }

  @Test
  void tooFewPairsTellNothingButHowManyWould() {
    Resolution resolution = run(Granularity.UNIT, 6, 16, 1);
    assertTrue(resolution.detectable().isEmpty());
    assertEquals(0, resolution.standing());
    assertEquals(64, resolution.enough());
    assertTrue(run(Granularity.UNIT, resolution.enough(), 16, 1).detectable().isPresent());
  }

  @Test
  void theModelIsLeftAsItWasWhateverHappens() {
    float[] before = model.weights();
    Interventions stopped = interventions(Granularity.UNIT, 40, 16, 1, new Patience(3));
    assertThrows(CancelledException.class, () -> stopped.run(this::observe));
    assertArrayEquals(before, model.weights());
    assertEquals(6, updates.size(), "three whole pairs");

    Interventions failed = interventions(Granularity.UNIT, 40, 16, 1, Progress.NONE);
    assertThrows(
        IllegalStateException.class,
        () ->
            failed.run(
                (update, gradient, lossBefore, lossAfter) -> {
                  throw new IllegalStateException("the disk is full");
                }));
    assertArrayEquals(before, model.weights());
  }

  @Test
  void refusesALossThatIsNotFinite() {
    float[] broken = model.weights();
    broken[WEIGHTS] = Float.NaN;
    model.setWeights(broken);
    String line =
        String.valueOf(
            assertThrows(EspalierException.class, () -> run(Granularity.UNIT, 2, 16, 1))
                .getMessage());
    assertTrue(line.startsWith("the model's loss is NaN on a minibatch"), line);
    broken[3] = Float.NaN;
    model.setWeights(broken);
    assertEquals(
        "fc1.W of the model has weights that are not finite; save it again",
        assertThrows(InvalidDataException.class, () -> run(Granularity.UNIT, 2, 16, 1))
            .getMessage());
  }

  @Test
  void refusesWhatItCantDo() {
    assertRefused("single weights are too many", Granularity.WEIGHT, 2, 0.1, 1);
    assertRefused("steps = 3; perturbations come in pairs", Granularity.UNIT, 3, 0.1, 1);
    assertRefused("steps = 0; ", Granularity.UNIT, 0, 0.1, 1);
    assertRefused("scale = 0.0; it must be in (0, 1]", Granularity.UNIT, 2, 0, 1);
    assertRefused("scale = NaN; ", Granularity.UNIT, 2, Double.NaN, 1);
    assertRefused("batch = 0; ", Granularity.UNIT, 2, 0.1, 0);
  }

  private static void assertRefused(
      String start, Granularity blocks, int steps, double scale, int batch) {
    String line =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new InterventionOptions(blocks, steps, scale, batch))
                .getMessage());
    assertTrue(line.startsWith(start), line);
  }

  private Resolution run(Granularity blocks, int steps, int batch, long seed) {
    return interventions(blocks, steps, batch, seed, Progress.NONE).run(this::observe);
  }

  private Interventions interventions(
      Granularity blocks, int steps, int batch, long seed, Progress progress) {
    return new Interventions(
        model, DATA, new InterventionOptions(blocks, steps, 0.1, batch), seed, progress);
  }

  private void observe(
      float[] update,
      float @org.jspecify.annotations.Nullable [] gradient,
      double before,
      double after) {
    updates.add(update.clone());
    losses.add(new double[] {before, after});
  }

  /** Mean of Hₖₖ over the weights of each class c, that of W_cj being ⟨p_c(1 − p_c) x_j²⟩. */
  private double[] curvatures() {
    double[] curvatures = new double[CLASSES];
    float[] x = new float[FEATURES];
    for (int i = 0; i < DATA.size(); i++) {
      DATA.copyExample(i, x, 0);
      double[] p = model.probabilities(x);
      for (int c = 0; c < CLASSES; c++) {
        for (float value : x) {
          curvatures[c] += p[c] * (1 - p[c]) * value * value / DATA.size() / FEATURES;
        }
      }
    }
    return curvatures;
  }

  private static Dataset data(int examples) {
    Random random = new Random(5);
    float[] features = new float[examples * FEATURES];
    int[] labels = new int[examples];
    for (int k = 0; k < features.length; k++) {
      features[k] = (float) (random.nextGaussian() * (1 + k % FEATURES));
    }
    for (int i = 0; i < examples; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    return new Dataset("drawn", List.of(FEATURES), features, labels, CLASSES);
  }

  private static final class Patience implements Progress {
    private int left;

    Patience(int times) {
      left = times;
    }

    @Override
    public void at(long done, long total, String what) {}

    @Override
    public boolean isCancelled() {
      return --left < 0;
    }
  }
}
