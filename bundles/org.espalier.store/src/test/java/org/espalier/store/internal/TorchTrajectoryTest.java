package org.espalier.store.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.core.Progress;
import org.espalier.core.model.Parameter;
import org.espalier.core.npy.Npy;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.RecordedGradients;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders that espalier_recorder.py wrote, beside what PyTorch itself said of the steps. */
class TorchTrajectoryTest {
  private static final Path FIXTURES = Path.of("../../tests/fixtures/pytorch");
  private static final String SUFFIX = "-trajectory";

  static List<String> models() throws IOException {
    try (Stream<Path> files = Files.list(FIXTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }

  @Test
  void allThreeAreThere() throws IOException {
    assertEquals(List.of("cnn", "mlp", "residual"), models());
  }

  @ParameterizedTest
  @MethodSource("models")
  void theTensorsAreThoseOfTheExport(String model) throws IOException {
    try (Trajectory trajectory = open(model)) {
      List<String> found = new ArrayList<>();
      for (Parameter each : trajectory.manifest().layout().parameters()) {
        found.add(line(each.name(), each.shape(), each.offset(), each.prunable()));
      }
      List<String> expected = new ArrayList<>();
      for (JsonNode each : about(model).required("tensors")) {
        List<Integer> shape = new ArrayList<>();
        each.required("shape").forEach(axis -> shape.add(axis.intValue()));
        expected.add(
            line(
                each.required("name").textValue(),
                shape,
                each.required("offset").intValue(),
                each.required("prunable").booleanValue()));
      }
      assertEquals(expected, found);
    }
  }

  private static String line(String name, List<Integer> shape, int offset, boolean prunable) {
    return "%s %s at %d, %s".formatted(name, shape, offset, prunable ? "prunable" : "kept");
  }

  @ParameterizedTest
  @MethodSource("models")
  void lossesAndUpdatesAreThoseOfPyTorch(String model) throws IOException {
    JsonNode expected = about(model).required("trajectory");
    try (Trajectory trajectory = open(model)) {
      int steps = expected.required("steps").intValue();
      assertTrue(trajectory.manifest().complete());
      assertEquals(steps, trajectory.steps());
      assertEquals(expected.required("optimizer").textValue(), trajectory.manifest().optimizer());
      Trajectories.requireFinite(trajectory.updates(), "updates.npy", Progress.NONE);
      Losses losses = trajectory.losses();
      assertEquals(expected.required("firstLossBefore").doubleValue(), losses.before(0));
      assertEquals(expected.required("lastLossBefore").doubleValue(), losses.before(steps - 1));
      for (int t = 0; t < steps; t++) {
        double norm = expected.required("updateNorms").required(t).doubleValue();
        assertEquals(norm, norm(Expect.row(trajectory.updates(), t)), 1e-6 * norm, "row " + t);
      }
      float[] first = Expect.row(trajectory.updates(), 0);
      for (int k = 0; k < 4; k++) {
        double update = expected.required("firstUpdates").required(k).doubleValue();
        assertEquals(update, first[k], 1e-7, "update " + k);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void initialWeightsAndUpdatesAddUpToTheWeights(String model) throws IOException {
    float[] initial = Npy.read(folder(model).resolve("initial.npy")).toFloats();
    double norm = about(model).required("trajectory").required("initialNorm").doubleValue();
    assertEquals(norm, norm(initial), 1e-6 * norm);
    try (Trajectory trajectory = open(model)) {
      for (int t = 0; t < trajectory.steps(); t++) {
        float[] update = Expect.row(trajectory.updates(), t);
        for (int k = 0; k < update.length; k++) {
          initial[k] += update[k];
        }
      }
      assertArrayEquals(trajectory.weights(), initial, 1e-6f);
    }
  }

  /** Recorded for Adam; for the others given back by the rule that the manifest names. */
  @ParameterizedTest
  @MethodSource("models")
  void gradientsAreThoseOfPyTorch(String model) throws IOException {
    JsonNode expected = about(model).required("trajectory");
    try (Trajectory trajectory = open(model)) {
      RecordedGradients gradients = RecordedGradients.of(trajectory);
      List<float[]> last = new ArrayList<>();
      gradients.visit(
          new int[] {trajectory.steps() - 1},
          0,
          trajectory.manifest().layout().size(),
          (index, gradient) -> last.add(parametersOnly(trajectory, gradient)));
      double norm = expected.required("lastGradient").doubleValue();
      assertEquals(norm, norm(last.get(0)), 1e-4 * norm);
      for (int k = 0; k < 4; k++) {
        double gradient = expected.required("lastGradients").required(k).doubleValue();
        assertEquals(gradient, last.get(0)[k], 1e-4 * norm, "gradient " + k);
      }
    }
  }

  /** The sixth row's update is half there. */
  @Test
  void whatAKilledProcessLeftOpensWithItsWholeRows() {
    Path folder = FIXTURES.resolve("killed");
    float[] initial = Npy.read(folder.resolve("initial.npy")).toFloats();
    try (Trajectory trajectory = TrajectoryOpener.open(folder)) {
      assertFalse(trajectory.manifest().complete());
      assertEquals(5, trajectory.steps());
      float[] moved = trajectory.weights();
      for (int t = 0; t < 5; t++) {
        float[] update = Expect.row(trajectory.updates(), t);
        for (int k = 0; k < update.length; k++) {
          moved[k] -= update[k];
        }
      }
      assertArrayEquals(initial, moved, 1e-6f);
    }
  }

  /** Running statistics have no gradient; what their updates seem to say is no matter. */
  private static float[] parametersOnly(Trajectory trajectory, float[] gradient) {
    float[] some = gradient.clone();
    for (Parameter each : trajectory.manifest().layout().parameters()) {
      if (each.name().contains(".running_")) {
        java.util.Arrays.fill(some, each.offset(), each.end(), 0);
      }
    }
    return some;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static Path folder(String model) {
    return FIXTURES.resolve(model + SUFFIX);
  }

  private static Trajectory open(String model) {
    return TrajectoryOpener.open(folder(model));
  }

  private static JsonNode about(String model) throws IOException {
    return JsonMapper.builder().build().readTree(FIXTURES.resolve(model + ".json").toFile());
  }
}
