package org.espalier.adapter.onnx.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.npy.Npy;

/** Models that PyTorch exported, with what it computed of them; see tests/fixtures/pytorch. */
record Exported(String name) {
  private static final Path FOLDER = Path.of("../../tests/fixtures/pytorch");

  Path file() {
    return FOLDER.resolve(name + ".onnx");
  }

  Path folded() {
    return FOLDER.resolve(name + "-folded.onnx");
  }

  /** Names and shapes of all tensors. */
  List<String> tensors() throws IOException {
    JsonNode json =
        JsonMapper.builder().build().readTree(Files.readString(FOLDER.resolve(name + ".json")));
    List<String> tensors = new ArrayList<>();
    for (JsonNode tensor : json.get("tensors")) {
      List<Integer> shape = new ArrayList<>();
      tensor.get("shape").forEach(axis -> shape.add(axis.intValue()));
      tensors.add(
          "%s %s %s"
              .formatted(tensor.get("name").asText(), shape, tensor.get("prunable").asBoolean()));
    }
    return tensors;
  }

  Mask mask(String cut, ParameterLayout layout) {
    return Mask.of(layout, Npy.read(FOLDER.resolve(name + "-" + cut + ".mask.npy")).toBitSet());
  }

  float[] inputs() {
    return Npy.read(FOLDER.resolve(name + ".inputs.npy")).toFloats();
  }

  /**
   * PyTorch's gradient of the mean cross-entropy, in the order of the file's initializers.
   *
   * @param smoothed whether the labels are, by 0.1
   */
  float[] gradient(boolean folded, boolean smoothed) {
    String file = name + (folded ? "-folded" : "") + ".gradients.npy";
    float[] rows = Npy.read(FOLDER.resolve(file)).toFloats();
    int half = rows.length / 2;
    return Arrays.copyOfRange(rows, smoothed ? half : 0, smoothed ? rows.length : half);
  }

  /** The inputs with labels, of which the i-th is i mod 10. */
  Dataset labelled() {
    List<Integer> shape = inputShape();
    int[] labels = IntStream.range(0, shape.get(0)).map(i -> i % 10).toArray();
    return new Dataset(name, shape.subList(1, shape.size()), inputs(), labels, 10);
  }

  List<Integer> inputShape() {
    return Npy.read(FOLDER.resolve(name + ".inputs.npy")).shape();
  }

  /** PyTorch's logits, of the model as it is for an empty cut. */
  float[] outputs(String cut) {
    String of = cut.isEmpty() ? name : name + "-" + cut;
    return Npy.read(FOLDER.resolve(of + ".outputs.npy")).toFloats();
  }

  /** ONNX Runtime's outputs of a file, without any of ours in between. */
  float[] run(Path model) throws OrtException {
    long[] shape = inputShape().stream().mapToLong(Integer::longValue).toArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs()), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] outputs = new float[values.remaining()];
      values.get(outputs);
      return outputs;
    }
  }

  /** Largest difference, relative to the largest value. */
  static double difference(float[] expected, float[] actual) {
    double largest = 0;
    double difference = expected.length == actual.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < expected.length && i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    return difference / largest;
  }
}
