package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;

/** Steps to record, and what a trajectory of them holds; all by a seed. */
final class RecordedSample {
  /** As a manifest keeps it, which says nothing of connections. */
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(Fixtures.mlp(4, 4, 3).parameters());

  private final int seed;
  private final boolean withGradients;
  private final float[] initial;
  private final float[][] updates;
  private final float[][] gradients;

  RecordedSample(int seed, int steps, boolean withGradients) {
    this.seed = seed;
    this.withGradients = withGradients;
    initial = Fixtures.normal(LAYOUT.size(), 1, seed);
    updates = Fixtures.normal(steps, LAYOUT.size(), 0.01, seed + 1);
    gradients = Fixtures.normal(steps, LAYOUT.size(), 0.1, seed + 2);
    if (steps > 0) {
      // Floats that text, or arithmetic on the way, would change.
      updates[0][0] = -0.0f;
      updates[0][1] = Float.MIN_VALUE;
      updates[0][2] = Math.nextUp(0.1f);
    }
  }

  int size() {
    return LAYOUT.size();
  }

  TrajectoryManifest manifest() {
    return new TrajectoryManifest(
        TrajectoryKind.TRAINING,
        LAYOUT,
        "momentum",
        Map.of("momentum", 0.9, "weightDecay", 1e-4),
        List.of(new RatePhase(0, 0.1)),
        LossAfter.SAME_MINIBATCH,
        seed,
        "a \"name\" of data",
        "sha256:0123",
        Map.of("library", "1.0"),
        1,
        false);
  }

  TrajectorySpec spec(Path folder) {
    return new TrajectorySpec(folder, manifest(), initial, withGradients);
  }

  float[] initial() {
    return initial.clone();
  }

  /** θ after the last step, as a training would hold it. */
  float[] weights() {
    return weightsAfter(updates.length);
  }

  float[] weightsAfter(int steps) {
    float[] weights = initial.clone();
    for (int t = 0; t < steps; t++) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] += updates[t][k];
      }
    }
    return weights;
  }

  double before(int step) {
    return 2 + Math.sin(seed + step) / 3;
  }

  double after(int step) {
    return 2 + Math.sin(seed + step + 1.0) / 3;
  }

  void copyStep(int step, float[] update, float[] gradient) {
    System.arraycopy(updates[step], 0, update, 0, update.length);
    System.arraycopy(gradients[step], 0, gradient, 0, gradient.length);
  }

  void steps(Recording recording, int from, int to) {
    for (int t = from; t < to; t++) {
      recording.onStep(
          updates[t].clone(), withGradients ? gradients[t].clone() : null, before(t), after(t));
    }
  }

  /** Records all steps and finishes. */
  void record(TrajectoryRecorder recorder, Path folder) {
    try (Recording recording = recorder.start(spec(folder))) {
      steps(recording, 0, updates.length);
      assertEquals(updates.length, recording.finish(weights()), "T");
    }
  }

  /** Asserts that a trajectory holds the first steps, bit for bit. */
  void requireEqual(Trajectory trajectory, int steps) {
    assertEquals(steps, trajectory.steps());
    assertEquals(steps, trajectory.losses().size());
    for (int t = 0; t < steps; t++) {
      assertEquals(before(t), trajectory.losses().before(t), "loss before step " + t);
      assertEquals(after(t), trajectory.losses().after(t), "loss after step " + t);
    }
    requireRows(updates, trajectory.updates(), steps);
    assertEquals(withGradients, trajectory.gradients().isPresent(), "gradients");
    trajectory.gradients().ifPresent(rows -> requireRows(gradients, rows, steps));
  }

  private static void requireRows(float[][] expected, FloatRows rows, int steps) {
    assertEquals(steps, rows.rows());
    assertEquals(LAYOUT.size(), rows.columns());
    float[] row = new float[rows.columns()];
    for (int t = 0; t < steps; t++) {
      assertTrue(rows.row(t).isReadOnly(), "rows are read-only");
      rows.row(t).get(row);
      assertEquals(Checks.bits(expected[t]), Checks.bits(row), "row " + t);
      float[] run = new float[3];
      rows.read(t, 5, run, run.length);
      assertEquals(
          Checks.bits(Arrays.copyOfRange(expected[t], 5, 8)), Checks.bits(run), "run of row " + t);
    }
  }
}
