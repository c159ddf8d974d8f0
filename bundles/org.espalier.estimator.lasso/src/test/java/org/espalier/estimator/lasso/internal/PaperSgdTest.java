package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaperSgdTest {
  private static final int EPOCHS = 30;

  /** The numbers of src/test/python/make_reference.py. */
  @ParameterizedTest
  @CsvSource({"1, 0.1, 0.001", "-7, 0.1, 0.001", "1, 0.9, 0.001", "1, 0.1, 0.5"})
  void agreesWithNumpy(long seed, double rate, double l1) {
    Trajectory trajectory =
        Fixture.trajectory("sgd", new RatePhase(0, 0.05), new RatePhase(25, 0.01));
    PaperSgdOptions options = new PaperSgdOptions(rate, 0.1, l1, 16, EPOCHS, 2);
    CausalEvidence evidence = new PaperSgd(options).estimate(trajectory, seed, Progress.NONE);
    double[] reference = Fixture.array("sgd-" + seed + "-" + rate + "-" + l1).toDoubles();
    int epochs = (int) reference[0];
    assertEquals(epochs, evidence.details().get("epochs"));
    assertEquals(reference[1] == 1, evidence.details().get("stoppedEarly"));
    assertEquals(reference[1] == 1, evidence.converged());
    List<?> losses = Fixture.detail(evidence, "losses", List.class);
    assertEquals(epochs, losses.size());
    for (int e = 0; e < epochs; e++) {
      assertEquals(reference[2 + e], (double) losses.get(e), 1e-9 * reference[2 + e]);
    }
    int selected = 0;
    for (int k = 0; k < evidence.size(); k++) {
      double expected = reference[2 + EPOCHS + k];
      assertEquals(expected, evidence.gamma(k), 1e-9 * Math.abs(expected) + 1e-15, "at " + k);
      selected += expected == 0 ? 0 : 1;
    }
    assertEquals(selected, evidence.details().get("selected"));
    assertTrue(l1 < 0.1 || selected < evidence.size(), "the larger penalty cuts");
    assertEquals(GrangerForm.INSTANTANEOUS, evidence.form());
  }

  @Test
  void ranksPlantedParametersFirst() {
    Random random = new Random(3);
    int parameters = 3000;
    float[][] updates = new float[400][parameters];
    for (float[] row : updates) {
      for (int k = 0; k < parameters; k++) {
        row[k] = (float) (0.1 * 0.15 * random.nextGaussian());
      }
    }
    Set<Integer> planted = Set.of(0, 2047, 2048, 2999, 1234);
    double[] gamma = new double[parameters];
    planted.forEach(k -> gamma[k] = -20);
    double[] changes = Fixture.changes(updates, gamma, 0, 0.001, random);
    double[] found =
        new PaperSgd(PaperSgdOptions.DEFAULTS)
            .estimate(Fixture.of(updates, changes), 5, Progress.NONE)
            .gamma();
    Set<Integer> first =
        IntStream.range(0, parameters)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -Math.abs(found[k])))
            .limit(planted.size())
            .collect(Collectors.toSet());
    assertEquals(planted, first);
  }

  @Test
  void seedDecides() {
    Trajectory trajectory = Fixture.trajectory("sgd", new RatePhase(0, 0.05));
    PaperSgd sgd = new PaperSgd(PaperSgdOptions.DEFAULTS);
    double[] once = sgd.estimate(trajectory, 4, Progress.NONE).gamma();
    assertArrayEquals(once, sgd.estimate(trajectory, 4, Progress.NONE).gamma());
    assertFalse(Arrays.equals(once, sgd.estimate(trajectory, 5, Progress.NONE).gamma()));
  }

  /** Squared gradients of about 1e5, whose loss grows but ends finite; then of 1e30. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-17})
  void divergenceIsOneLine(double learningRate) {
    Trajectory trajectory = Fixture.trajectory("sgd", new RatePhase(0, learningRate));
    String message = assertThrows(EspalierException.class, () -> estimate(trajectory)).getMessage();
    assertTrue(
        String.valueOf(message).matches("paper-sgd diverged in epoch 1: .*lower rate.*"), message);
  }

  @Test
  void badInputIsOneLine() {
    float[][] updates = Fixture.randomUpdates(new Random(6), 20, 30);
    double[] changes = new double[20];
    assertLine(Fixture.of(updates, changes), "mean loss change is 0.0");
    changes[4] = Double.POSITIVE_INFINITY;
    assertLine(Fixture.of(updates, changes), "row 4 is Infinity");
    changes[4] = 1;
    updates[7][29] = Float.NaN;
    assertLine(Fixture.of(updates, changes), "updates.npy: NaN in row 7, column 29");
  }

  @Test
  void cancellationIsHeeded() {
    Progress cancelled =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    Trajectory trajectory = Fixture.trajectory("sgd", new RatePhase(0, 0.05));
    assertThrows(
        CancelledException.class,
        () -> new PaperSgd(PaperSgdOptions.DEFAULTS).estimate(trajectory, 0, cancelled));
  }

  private static void assertLine(Trajectory trajectory, String part) {
    String message =
        assertThrows(InvalidDataException.class, () -> estimate(trajectory)).getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
  }

  private static CausalEvidence estimate(Trajectory trajectory) {
    return new PaperSgd(PaperSgdOptions.DEFAULTS).estimate(trajectory, 0, Progress.NONE);
  }
}
