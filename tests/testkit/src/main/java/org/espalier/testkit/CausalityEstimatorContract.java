package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Options;
import org.espalier.core.PluginKind;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.EstimationRequest;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CausalityEstimator} must do, whatever it computes; an estimator's test extends
 * this class. The trajectories have 300 steps over 35 parameters, of which three drive the loss.
 */
public abstract class CausalityEstimatorContract {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(4, 4, 3);
  private static final int P = LAYOUT.size();
  private static final int STEPS = 300;
  private static final Set<Integer> PLANTED = Set.of(2, 9, 24);

  /** The estimator to test, ready for use. */
  protected abstract CausalityEstimator estimator();

  /** Whether it estimates single parameters, so that it must rank three planted ones first. */
  protected boolean findsPlantedParameters() {
    return true;
  }

  /** Options that suit the trajectories: gradients of size 0.1, learning rates 0.1 and 0.05. */
  protected Options options() {
    return Options.none();
  }

  /** The class with the annotations, whose description bnd has written; empty if there is none. */
  protected Optional<Class<?>> component() {
    return Optional.of(estimator().getClass());
  }

  @Test
  public void isDescribedAsWhatItIs() {
    component().ifPresent(c -> Descriptor.requireSound(c, PluginKind.ESTIMATOR));
  }

  @Test
  public void estimatesEveryParameter() {
    CausalEvidence evidence = estimator().estimate(request(trajectory()));
    assertEquals(P, evidence.size());
    assertTrue(evidence.solveSeconds() >= 0);
    assertTrue(evidence.selected() > 0, "every gamma is zero, though three parameters count");
  }

  @Test
  public void ranksThePlantedParametersFirst() {
    if (!findsPlantedParameters()) {
      return;
    }
    CausalEvidence evidence =
        estimator().estimate(new EstimationRequest(trajectory(), options(), 1, Progress.NONE));
    Set<Integer> first =
        IntStream.range(0, P)
            .boxed()
            .sorted((a, b) -> Double.compare(size(evidence, b), size(evidence, a)))
            .limit(PLANTED.size())
            .collect(Collectors.toSet());
    assertEquals(PLANTED, first);
  }

  @Test
  public void answersTheSameAgainBitForBit() {
    assertEquals(answer(trajectory(), 5), answer(trajectory(), 5));
  }

  @Test
  public void servesManyThreads() {
    Trajectory shared = trajectory();
    CausalityEstimator estimator = estimator();
    Checks.sameFromManyThreads(answer(estimator, shared, 5), () -> answer(estimator, shared, 5));
  }

  @Test
  public void leavesTheTrajectoryAlone() {
    float[][] updates = Fixtures.normal(STEPS, P, 0.01, 3);
    float[][] before = Arrays.stream(updates).map(float[]::clone).toArray(float[][]::new);
    estimator().estimate(request(trajectory(updates, losses(STEPS))));
    assertArrayEquals(before, updates);
  }

  @Test
  public void refusesAnUnknownOptionByName() {
    Map<String, String> values = new TreeMap<>(options().values());
    values.put("noSuchOption", "1");
    EstimationRequest request =
        new EstimationRequest(trajectory(), Options.of(values), 0, Progress.NONE);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> estimator().estimate(request));
    Checks.requireOneLine(e);
    assertTrue(String.valueOf(e.getMessage()).contains("noSuchOption"), e.getMessage());
  }

  @Test
  public void refusesATrajectoryWithoutSteps() {
    Checks.requireOneLine(refusal(trajectory(new float[0][P], losses(0))));
  }

  @Test
  public void answersOrRefusesAVeryShortTrajectory() {
    for (int steps = 1; steps <= 3; steps++) {
      Trajectory brief = trajectory(Fixtures.normal(steps, P, 0.01, 3), losses(steps));
      Checks.answersOrRefuses(
          () -> estimator().estimate(request(brief)), evidence -> assertEquals(P, evidence.size()));
    }
  }

  @Test
  public void answersOrRefusesAConstantLossAndConstantUpdates() {
    float[][] same = new float[STEPS][P];
    double[] flat = new double[STEPS];
    for (Trajectory trajectory :
        List.of(
            trajectory(Fixtures.normal(STEPS, P, 0.01, 3), new Losses(flat, flat)),
            trajectory(same, losses(STEPS)))) {
      Checks.answersOrRefuses(
          () -> estimator().estimate(request(trajectory)),
          evidence -> assertEquals(P, evidence.size()));
    }
  }

  @Test
  public void refusesValuesThatAreNotFinite() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      float[][] updates = Fixtures.normal(STEPS, P, 0.01, 3);
      updates[STEPS / 2][5] = (float) bad;
      Checks.requireOneLine(refusal(trajectory(updates, losses(STEPS))));

      double[] after = losses(STEPS).changes();
      after[STEPS / 2] = bad;
      Losses damaged = new Losses(new double[STEPS], after);
      Checks.requireOneLine(refusal(trajectory(Fixtures.normal(STEPS, P, 0.01, 3), damaged)));
    }
  }

  @Test
  public void stopsAtOnceWhenCancelledBefore() {
    EstimationRequest request =
        new EstimationRequest(trajectory(), options(), 0, new CountdownProgress(0));
    assertThrows(CancelledException.class, () -> estimator().estimate(request));
  }

  /** Reads take 5 ms, and there are enough for minutes: only one who asks stops within a second. */
  @Test
  public void stopsWithinASecondWhenCancelled() {
    CountdownProgress progress = new CountdownProgress(20);
    int steps = 20_000;
    float[][] updates = new float[steps][];
    float[][] some = Fixtures.normal(100, P, 0.01, 3);
    Arrays.setAll(updates, t -> some[t % some.length]);
    Trajectory slow = new SlowTrajectory(trajectory(updates, losses(steps)), progress);
    EstimationRequest request = new EstimationRequest(slow, options(), 0, progress);
    assertThrows(CancelledException.class, () -> estimator().estimate(request));
  }

  private EstimationRequest request(Trajectory trajectory) {
    return new EstimationRequest(trajectory, options(), 0, Progress.NONE);
  }

  private InvalidDataException refusal(Trajectory trajectory) {
    return assertThrows(
        InvalidDataException.class, () -> estimator().estimate(request(trajectory)));
  }

  private List<Object> answer(Trajectory trajectory, long seed) {
    return answer(estimator(), trajectory, seed);
  }

  private List<Object> answer(CausalityEstimator estimator, Trajectory steps, long seed) {
    CausalEvidence evidence =
        estimator.estimate(new EstimationRequest(steps, options(), seed, Progress.NONE));
    return List.of(Arrays.toString(evidence.gamma()), evidence.form(), evidence.converged());
  }

  private static double size(CausalEvidence evidence, int k) {
    return Math.abs(evidence.gamma(k));
  }

  private static Trajectory trajectory() {
    double[] gamma = new double[P];
    PLANTED.forEach(k -> gamma[k] = -3);
    return Fixtures.planted(LAYOUT, STEPS, gamma, 2e-5, 21);
  }

  private static Trajectory trajectory(float[][] updates, Losses losses) {
    return MemoryTrajectory.of(
        Fixtures.manifest(LAYOUT, updates.length), updates, null, losses, new float[P]);
  }

  private static Losses losses(int steps) {
    float[] changes = Fixtures.normal(steps, 0.01, 4);
    double[] after = new double[steps];
    Arrays.setAll(after, t -> 1 + changes[t]);
    double[] before = new double[steps];
    Arrays.fill(before, 1);
    return new Losses(before, after);
  }
}
