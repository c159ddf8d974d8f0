package org.espalier.store.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectorySpec;

/** A trajectory whose every value is a function of its step; make_folders.py has the same. */
final class Sample {
  static final int PARAMETERS = 12;

  private Sample() {}

  static float update(int step, int index) {
    return (Math.floorMod(31L * step + 17L * index, 1009L) - 504) / 1024f;
  }

  static float gradient(int step, int index) {
    return -8 * update(step, index);
  }

  static double lossBefore(int step) {
    return step % 1000 / 8.0 + 1;
  }

  static double lossAfter(int step) {
    return step % 1000 / 8.0 + 0.875;
  }

  static float[] updates(int step, int parameters) {
    float[] row = new float[parameters];
    for (int k = 0; k < parameters; k++) {
      row[k] = update(step, k);
    }
    return row;
  }

  static float[] gradients(int step, int parameters) {
    float[] row = new float[parameters];
    for (int k = 0; k < parameters; k++) {
      row[k] = gradient(step, k);
    }
    return row;
  }

  static float[] initial(int parameters) {
    float[] weights = new float[parameters];
    for (int k = 0; k < parameters; k++) {
      weights[k] = k / 4f;
    }
    return weights;
  }

  /** θ₀ + ΣΔθ of the first steps. */
  static float[] weights(int steps, int parameters) {
    float[] weights = new float[parameters];
    for (int k = 0; k < parameters; k++) {
      double sum = k / 4f;
      for (int t = 0; t < steps; t++) {
        sum += update(t, k);
      }
      weights[k] = (float) sum;
    }
    return weights;
  }

  static ParameterLayout layout() {
    return new ParameterLayout(
        List.of(
            new Parameter("fc1.weight", "fc1", ParameterRole.WEIGHT, List.of(3, 2), 0, true, 1),
            new Parameter("fc1.bias", "fc1", ParameterRole.BIAS, List.of(3), 6, false, 1),
            new Parameter("fc2_w", "fc2", ParameterRole.WEIGHT, List.of(1, 3), 9, true, 1)));
  }

  static TrajectoryManifest manifest(ParameterLayout layout) {
    return manifest(layout, 1);
  }

  static TrajectoryManifest manifest(ParameterLayout layout, int stride) {
    return new TrajectoryManifest(
        TrajectoryKind.TRAINING,
        layout,
        "momentum",
        Map.of("momentum", 0.9, "weightDecay", 1e-4),
        List.of(new RatePhase(0, 0.02), new RatePhase(4, 0.002)),
        LossAfter.NEXT_MINIBATCH,
        42,
        "digits",
        "sha256:ab\"c",
        Map.of("nd4j", "1.0", "dl4j", "1.0.0-M2.1"),
        stride,
        false);
  }

  /** Of perturbations. */
  static TrajectoryManifest interventional() {
    return new TrajectoryManifest(
        TrajectoryKind.INTERVENTIONAL,
        layout(),
        "none",
        Map.of("scale", 0.1),
        List.of(),
        LossAfter.SAME_MINIBATCH,
        42,
        "digits",
        "",
        Map.of(),
        1,
        false);
  }

  static TrajectorySpec spec(Path folder, boolean gradients) {
    return new TrajectorySpec(folder, manifest(layout()), initial(PARAMETERS), gradients);
  }

  /** One tensor of any size. */
  static TrajectorySpec wide(Path folder, int parameters) {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Parameter("w", "w", ParameterRole.WEIGHT, List.of(parameters), 0, true, 1)));
    return new TrajectorySpec(folder, manifest(layout), initial(parameters), false);
  }

  static Recording start(Path folder, boolean gradients) {
    return FolderRecording.start(spec(folder, gradients), RecorderOptions.standard());
  }

  static void steps(Recording recording, int steps, boolean gradients) {
    for (int t = 0; t < steps; t++) {
      recording.onStep(
          updates(t, PARAMETERS),
          gradients ? gradients(t, PARAMETERS) : null,
          lossBefore(t),
          lossAfter(t));
    }
  }

  /** Records so many steps and finishes. */
  static void record(Path folder, int steps, boolean gradients) {
    try (Recording recording = start(folder, gradients)) {
      steps(recording, steps, gradients);
      recording.finish(weights(steps, PARAMETERS));
    }
  }

  /** A file that make_folders.py wrote. */
  static byte[] resource(String name) throws IOException {
    try (InputStream in = Sample.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
