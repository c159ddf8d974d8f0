package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.core.Progress;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.trajectory.GradientRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.MemoryTrajectory;

/** Layouts, gradients and trajectories to operate on. */
final class SurgeonFixture {
  /** Without flow, so that {@link NaiveSurgeon} tells what comes out. */
  static final SurgeonOptions PLAIN = new SurgeonOptions(512, 0.1, false);

  private SurgeonFixture() {}

  /** Both libraries. */
  static Stream<LinearAlgebra> algebras() {
    return Stream.of(LinearAlgebra.best(), LinearAlgebra.plain());
  }

  /** The perceptron of {@link Fixtures#mlp} without its biases. */
  static ParameterLayout withoutBiases(int... units) {
    ParameterLayout whole = Fixtures.mlp(units);
    List<Parameter> weights = new ArrayList<>();
    int offset = 0;
    for (Parameter p : whole.prunable()) {
      weights.add(
          new Parameter(p.name(), p.layer(), p.role(), p.shape(), offset, true, p.positions()));
      offset += p.size();
    }
    return new ParameterLayout(weights, whole.connections());
  }

  /** The perceptron of {@link Fixtures#mlp}, of which biases may be pruned, too. */
  static ParameterLayout withPrunableBiases(int... units) {
    ParameterLayout whole = Fixtures.mlp(units);
    List<Parameter> parameters =
        whole.parameters().stream()
            .map(
                p ->
                    new Parameter(
                        p.name(), p.layer(), p.role(), p.shape(), p.offset(), true, p.positions()))
            .toList();
    return new ParameterLayout(parameters, whole.connections());
  }

  /** The perceptron of {@link Fixtures#mlp}, its first biases a normalisation's. */
  static ParameterLayout normalising(int... units) {
    ParameterLayout whole = Fixtures.mlp(units);
    List<Parameter> parameters = new ArrayList<>(whole.parameters());
    Parameter p = parameters.get(1);
    parameters.set(
        1,
        new Parameter(
            "bn1.scale", "bn1", ParameterRole.NORM, p.shape(), p.offset(), false, p.positions()));
    return new ParameterLayout(parameters, whole.connections());
  }

  /** Gradients of which some parameters have larger ones than others, correlated in each row. */
  static float[][] gradients(ParameterLayout layout, int rows, long seed) {
    float[][] gradients = Fixtures.normal(rows, layout.size(), 1, seed);
    float[] sizes = Fixtures.normal(layout.size(), 1, seed + 1);
    float[] common = Fixtures.normal(rows, 1, seed + 2);
    for (int t = 0; t < rows; t++) {
      for (int k = 0; k < sizes.length; k++) {
        gradients[t][k] = (float) ((gradients[t][k] + 2 * common[t]) * Math.exp(sizes[k]));
      }
    }
    return gradients;
  }

  /** A trajectory that has recorded its gradients. */
  static Trajectory recorded(ParameterLayout layout, float[][] gradients, float[] weights) {
    return recorded(layout, gradients, weights, Map.of());
  }

  static Trajectory recorded(
      ParameterLayout layout, float[][] gradients, float[] weights, Map<String, Double> options) {
    return MemoryTrajectory.of(
        manifest(layout, "adam", options, 1), gradients, gradients, losses(gradients), weights);
  }

  static TrajectoryManifest manifest(
      ParameterLayout layout, String optimizer, Map<String, Double> options, int stride) {
    return new TrajectoryManifest(
        TrajectoryKind.TRAINING,
        layout,
        optimizer,
        options,
        List.of(new RatePhase(0, 0.1)),
        LossAfter.SAME_MINIBATCH,
        0,
        "synthetic",
        "",
        Map.of(),
        stride,
        true);
  }

  static Losses losses(float[][] rows) {
    return new Losses(new double[rows.length], new double[rows.length]);
  }

  static GradientRows rows(ParameterLayout layout, float[][] gradients) {
    Trajectory trajectory = recorded(layout, gradients, new float[layout.size()]);
    return GradientRows.sample(trajectory, gradients.length, Progress.NONE);
  }

  /** Everything that counts in an answer, comparable bit for bit. */
  static List<Object> bits(Pruning pruning) {
    float[] weights = pruning.apply(new float[pruning.mask().layout().size()]);
    Prediction prediction = pruning.prediction().orElseThrow();
    return List.of(
        pruning.mask(),
        Arrays.toString(weights),
        Arrays.toString(prediction.effects()),
        prediction.lossChange(),
        pruning.notes());
  }

  static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, k -> values[k]);
    return doubles;
  }

  /** Asserts a relative error of each value, and of 0 none. */
  static void requireClose(double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], actual[k], tolerance * Math.abs(expected[k]), what + " at " + k);
    }
  }
}
