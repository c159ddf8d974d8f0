package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients are those of PyTorch's autograd; see tests/fixtures/make_gradients.py. */
class GradientTest {
  private static final Path FOLDER = Path.of("../../tests/fixtures/onnx-gradients");
  private static final double SMOOTHING = 0.1;
  private static final double RELATIVE = 1e-5;

  /** A model with an input and the gradients by its parameters. */
  record Model(JsonNode entry) {
    Path file() {
      return FOLDER.resolve(entry.get("name").asText() + ".onnx");
    }

    Dataset data() {
      List<Integer> shape = new ArrayList<>();
      entry.get("shape").forEach(axis -> shape.add(axis.asInt()));
      float[] values = floats(entry.get("x"));
      int classes = entry.get("classes").asInt();
      int examples = values.length / shape.stream().reduce(1, (a, b) -> a * b);
      int[] labels = IntStream.range(0, examples).map(i -> i % classes).toArray();
      return new Dataset("x", shape, values, labels, classes);
    }

    float[] gradient(String parameter) {
      return floats(entry.get("gradients").get(parameter));
    }

    private static float[] floats(JsonNode node) {
      float[] values = new float[node.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) node.get(i).asDouble();
      }
      return values;
    }

    @Override
    public String toString() {
      return entry.get("name").asText();
    }
  }

  static Stream<Model> models() throws IOException {
    JsonNode index =
        JsonMapper.builder().build().readTree(Files.readString(FOLDER.resolve("index.json")));
    return StreamSupport.stream(index.spliterator(), false).map(Model::new);
  }

  @ParameterizedTest
  @MethodSource("models")
  void isThatOfAutograd(Model each) {
    try (OnnxModel model = OnnxModel.read(each.file())) {
      float[] gradient = model.gradient(each.data(), SMOOTHING);
      assertEquals(model.layout().size(), gradient.length);
      double largest = 0;
      for (Parameter parameter : model.layout().parameters()) {
        for (float value : each.gradient(parameter.name())) {
          largest = Math.max(largest, Math.abs(value));
        }
      }
      assertTrue(largest > 0);
      for (Parameter parameter : model.layout().parameters()) {
        float[] expected = each.gradient(parameter.name());
        float[] actual = Arrays.copyOfRange(gradient, parameter.offset(), parameter.end());
        assertEquals(expected.length, actual.length);
        for (int k = 0; k < expected.length; k++) {
          int at = k;
          assertEquals(
              expected[k], actual[k], RELATIVE * largest, () -> parameter.name() + " " + at);
        }
      }
    }
  }
}
