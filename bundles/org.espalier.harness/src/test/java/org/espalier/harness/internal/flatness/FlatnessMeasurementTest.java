package org.espalier.harness.internal.flatness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.espalier.core.CancelledException;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.harness.experiment.FlatnessOptions;
import org.espalier.harness.result.Flatness;
import org.junit.jupiter.api.Test;

/** A perceptron on digits, half of it cut, against an exact Hessian in double precision. */
class FlatnessMeasurementTest {
  private static final FlatnessOptions MANY =
      new FlatnessOptions(true, 200, 30, 0.02, 400, 1e-3, 0.05, 0.5);

  private static Flatness measure(LossSurface surface, FlatnessOptions options) {
    return FlatnessMeasurement.measure(surface, options, 7);
  }

  @Test
  void agreesWithTheExactHessian() {
    Flatness found = measure(Reference.surface(), MANY);
    double[] ends = Reference.row("ends");
    assertEquals(Reference.number("loss"), found.loss(), 1e-6);
    assertEquals(Vectors.norm(Reference.row("gradient")), found.gradientNorm(), 1e-6);
    assertEquals(ends[0], found.lambdaMax(), 2e-3 * ends[0]);
    assertTrue(found.lambdaMin() >= ends[1] - 1e-3, found.toString());
    assertTrue(found.residual() <= 1e-3, found.toString());
    assertTrue(found.stepError() < 2e-3, found.toString());
    assertEquals(Reference.number("trace"), found.trace(), 4 * found.traceError());
    assertEquals(
        Reference.number("adaptiveTrace"), found.adaptiveTrace(), 4 * found.adaptiveTraceError());
    double spread = Reference.number("off") / Math.sqrt(found.traceSamples());
    assertEquals(spread, found.traceError(), 0.3 * spread);
  }

  @Test
  void agreesWithTheRisesOfTheLoss() {
    Flatness found = measure(Reference.surface(), FlatnessOptions.ON);
    assertEquals(Reference.number("sam"), found.sam(), 1e-3 * found.sam());
    assertEquals(Reference.number("asam"), found.asam(), 1e-3 * found.asam());
    double best = Reference.number("keskar");
    assertTrue(found.keskar() <= best && found.keskar() > 0.9 * best, found.toString());
  }

  @Test
  void countsWhatItCost() {
    LossSurface surface = Reference.surface();
    Flatness found = measure(surface, FlatnessOptions.ON);
    assertEquals(surface.gradients(), found.gradients());
    assertTrue(
        found.gradients() >= 2L * (found.lanczosSteps() + found.traceSamples() + 8) + 4,
        found.toString());
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    assertEquals(
        measure(Reference.surface(), FlatnessOptions.ON),
        measure(Reference.surface(), FlatnessOptions.ON));
    assertNotEquals(
        measure(Reference.surface(), FlatnessOptions.ON).trace(),
        FlatnessMeasurement.measure(Reference.surface(), FlatnessOptions.ON, 8).trace());
  }

  /**
   * Incoming weights and bias of the hidden layer times 4, outgoing ones by 4: the same function.
   */
  @Test
  void rescalingRectifiedUnitsChangesLambdaMaxAndNotTheAdaptiveMeasures() {
    float[] weights = Reference.weights();
    for (int k = 0; k < 64 * 8 + 8; k++) {
      weights[k] *= 4;
    }
    for (int k = 64 * 8 + 8; k < 64 * 8 + 8 + 80; k++) {
      weights[k] /= 4;
    }
    LossSurface scaled =
        new LossSurface(
            Reference.perceptron(weights), Reference.digits(), Reference.mask(), Progress.NONE);
    Flatness after = measure(scaled, FlatnessOptions.ON);
    Flatness before = measure(Reference.surface(), FlatnessOptions.ON);
    assertEquals(before.loss(), after.loss(), 1e-9);
    assertTrue(after.lambdaMax() > 4 * before.lambdaMax(), after.toString());
    assertTrue(after.trace() > 4 * before.trace(), after.toString());
    assertEquals(before.asam(), after.asam(), 1e-4 * before.asam());
    assertEquals(before.adaptiveTrace(), after.adaptiveTrace(), 0.01 * before.adaptiveTrace());
  }

  @Test
  void leavesTheModelAsItWasAndCutWeightsWhereTheyAre() {
    Perceptron model = Reference.perceptron(Reference.weights());
    LossSurface surface =
        new LossSurface(model, Reference.digits(), Reference.mask(), Progress.NONE);
    measure(surface, FlatnessOptions.ON);
    assertArrayEquals(Reference.weights(), model.weights());
    double[] away = new double[model.weights().length];
    double[] gradient = surface.gradient(away);
    for (int k = 0; k < away.length; k++) {
      away[k] = surface.mask().keeps(k) ? 0 : 100;
      assertTrue(surface.mask().keeps(k) || gradient[k] == 0);
    }
    assertEquals(surface.loss(new double[away.length]), surface.loss(away));
  }

  @Test
  void stopsWhenCancelledWithTheModelAsItWas() {
    Perceptron model = Reference.perceptron(Reference.weights());
    Progress cancelled =
        new Progress() {
          private int asked;

          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return ++asked > 20;
          }
        };
    LossSurface surface = new LossSurface(model, Reference.digits(), Reference.mask(), cancelled);
    assertThrows(CancelledException.class, () -> measure(surface, FlatnessOptions.ON));
    assertArrayEquals(Reference.weights(), model.weights());
  }

  @Test
  void refusesAMaskOfAnotherModel() {
    Mask other = Mask.all(org.espalier.testkit.Fixtures.mlp(64, 10));
    Perceptron model = Reference.perceptron(Reference.weights());
    assertThrows(
        IllegalArgumentException.class,
        () -> new LossSurface(model, Reference.digits(), other, Progress.NONE));
  }
}
