package org.espalier.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.RatePhase;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectoryReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trajectory's folder as any program would that knows JSON and NPY: each file whole, into
 * memory. It shares no code with the readers that are tested, and checks recorders against the
 * format.
 */
public final class PlainReader implements TrajectoryReader {
  private static final String FLOAT32 = "<f4";
  private static final String FLOAT64 = "<f8";

  @Override
  public Trajectory open(Path folder) {
    Path file = folder.resolve("trajectory.json");
    TrajectoryManifest manifest;
    int steps;
    try {
      JsonNode root = JsonMapper.builder().build().readTree(Files.readString(file));
      manifest = manifest(root);
      steps = root.required("steps").intValue();
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidDataException(
          "cannot read " + file + ": " + String.valueOf(e).lines().findFirst().orElseThrow(), e);
    }
    int p = manifest.layout().size();
    float[][] updates = rows(folder.resolve("updates.npy"), steps, p);
    Path gradientFile = folder.resolve("gradients.npy");
    float[][] gradients = Files.exists(gradientFile) ? rows(gradientFile, steps, p) : null;
    double[] losses = read(folder.resolve("losses.npy"), FLOAT64, List.of(steps, 2)).toDoubles();
    double[] before = new double[steps];
    double[] after = new double[steps];
    for (int t = 0; t < steps; t++) {
      before[t] = losses[2 * t];
      after[t] = losses[2 * t + 1];
    }
    float[] weights =
        manifest.complete()
            ? read(folder.resolve("weights.npy"), FLOAT32, List.of(p)).toFloats()
            : reached(read(folder.resolve("initial.npy"), FLOAT32, List.of(p)), updates);
    return MemoryTrajectory.of(manifest, updates, gradients, new Losses(before, after), weights);
  }

  /** θ₀ + ΣΔθ. */
  private static float[] reached(NpyArray initial, float[][] updates) {
    double[] sums = initial.toDoubles();
    for (float[] update : updates) {
      for (int k = 0; k < sums.length; k++) {
        sums[k] += update[k];
      }
    }
    float[] weights = new float[sums.length];
    for (int k = 0; k < sums.length; k++) {
      weights[k] = (float) sums[k];
    }
    return weights;
  }

  private static float[][] rows(Path file, int steps, int p) {
    float[] flat = read(file, FLOAT32, List.of(steps, p)).toFloats();
    float[][] rows = new float[steps][];
    Arrays.setAll(rows, t -> Arrays.copyOfRange(flat, t * p, (t + 1) * p));
    return rows;
  }

  private static NpyArray read(Path file, String dtype, List<Integer> shape) {
    NpyArray array = Npy.read(file);
    if (!array.dtype().equals(dtype) || !array.shape().equals(shape)) {
      throw new InvalidDataException(
          "%s is of type %s and shape %s, not of %s and %s"
              .formatted(file, array.dtype(), array.shape(), dtype, shape));
    }
    return array;
  }

  private static TrajectoryManifest manifest(JsonNode root) {
    JsonNode optimizer = root.required("optimizer");
    JsonNode dataset = root.required("dataset");
    List<RatePhase> rates = new ArrayList<>();
    for (JsonNode rate : root.path("learningRates")) {
      rates.add(
          new RatePhase(rate.required("fromStep").intValue(), rate.required("rate").doubleValue()));
    }
    return new TrajectoryManifest(
        root.has("kind")
            ? constant(TrajectoryKind.class, root.get("kind"))
            : TrajectoryKind.TRAINING,
        layout(root.required("parameters")),
        optimizer.required("name").textValue(),
        map(optimizer.get("options"), JsonNode::doubleValue),
        rates,
        constant(LossAfter.class, root.required("lossAfter")),
        root.required("seed").longValue(),
        dataset.required("name").textValue(),
        dataset.required("fingerprint").textValue(),
        map(root.get("versions"), JsonNode::textValue),
        root.path("stride").asInt(1),
        root.required("complete").booleanValue());
  }

  private static ParameterLayout layout(JsonNode tensors) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode tensor : tensors) {
      List<Integer> shape = new ArrayList<>();
      tensor.required("shape").forEach(axis -> shape.add(axis.intValue()));
      parameters.add(
          new Parameter(
              tensor.required("name").textValue(),
              tensor.required("layer").textValue(),
              constant(ParameterRole.class, tensor.required("role")),
              shape,
              tensor.required("offset").intValue(),
              tensor.required("prunable").booleanValue(),
              tensor.required("positions").intValue()));
    }
    return new ParameterLayout(parameters);
  }

  private static <T> Map<String, T> map(@Nullable JsonNode node, Function<JsonNode, T> value) {
    Map<String, T> values = new TreeMap<>();
    if (node != null) {
      node.fields().forEachRemaining(e -> values.put(e.getKey(), value.apply(e.getValue())));
    }
    return values;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node) {
    return Enum.valueOf(type, node.textValue().toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
