package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.adapter.onnx.internal.file.FloatType;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.run.FloatTensors;
import org.espalier.adapter.onnx.internal.run.Session;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Parameter;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WX by plain loops over what a layer is shown to see is what ONNX Runtime's own node makes. */
class LayerViewTest {
  private static final int EXAMPLES = 70;

  @TempDir Path folder = Path.of("");

  @Test
  void showsWhatConvolutionsAndMatricesMake() throws IOException {
    GraphBuilder graph = new GraphBuilder(List.of(2, 9, 8), 8);
    graph.node("Conv", "c1", "x", graph.weights("w1", 3, 2, 2, 3));
    graph.ints("strides", 2, 1).ints("pads", 0, 1, 1, 2);
    graph.node("Relu", "r1", "c1");
    graph.node("Conv", "c2", "r1", graph.weights("w2", 4, 3, 3, 2));
    graph.ints("strides", 1, 2).text("auto_pad", "SAME_LOWER");
    graph.node("Conv", "c3", "c2", graph.weights("w3", 4, 4, 2, 4)).text("auto_pad", "SAME_UPPER");
    graph.node("Conv", "c4", "c3", graph.weights("w4", 2, 4, 2, 2));
    graph.ints("dilations", 2, 1).text("auto_pad", "VALID");
    graph.node("Flatten", "f", "c4");
    graph.node("Gemm", "g", "f", graph.weights("w5", 7, 2 * 3 * 4)).integer("transB", 1);
    graph.node("Relu", "r5", "g");
    graph.node("MatMul", "y", "r5", graph.weights("w6", 7, 5));
    requireInputs(
        graph.model(),
        List.of(2, 9, 8),
        Map.of("w1", "c1", "w2", "c2", "w3", "c3", "w4", "c4", "w5", "g", "w6", "y"));
  }

  /** Along one axis, and a MatMul at each place, whose columns are examples × places. */
  @Test
  void showsWhatIsMadeAlongOneAxis() throws IOException {
    GraphBuilder graph = new GraphBuilder(List.of(2, 9), 8);
    graph.node("Conv", "c", "x", graph.weights("w1", 3, 2, 4)).ints("strides", 2);
    graph.ints("pads", 1, 2);
    graph.node("MatMul", "m", "c", graph.weights("w2", 5, 2));
    graph.node("Flatten", "f", "m");
    graph.node("MatMul", "y", "f", graph.weights("w3", 6, 5));
    Path file = save(graph.model());
    try (OnnxModel model = OnnxModel.read(file)) {
      requireInputs(model, graph.model(), List.of(2, 9), "w1", "c");
      requireInputs(model, graph.model(), List.of(2, 9), "w3", "y");
      Parameter places = model.layout().find("w2").orElseThrow();
      assertEquals(3 * EXAMPLES, columns(model, places, data(List.of(2, 9))).size());
    }
  }

  @Test
  void refusesWhatIsAppliedOtherwise() throws IOException {
    GraphBuilder graph = new GraphBuilder(List.of(2, 4, 4), 8);
    graph.node("Conv", "c", "x", graph.weights("w1", 4, 1, 3, 3)).integer("group", 2);
    graph.node("Flatten", "f", "c");
    graph.node("MatMul", "y", "f", graph.weights("w2", 16, 5));
    try (OnnxModel model = OnnxModel.read(save(graph.model()))) {
      Parameter grouped = model.layout().find("w1").orElseThrow();
      assertEquals(
          "what w1 sees can't be shown: node 'Conv_c' (Conv) is no Gemm, MatMul or ungrouped Conv"
              + " that takes it as its weights",
          assertThrows(
                  EspalierException.class,
                  () -> model.visitInputs(grouped, data(List.of(2, 4, 4)), x -> {}))
              .getMessage());
    }
  }

  private Path save(ModelProto model) throws IOException {
    return Files.write(folder.resolve("model.onnx"), model.toByteArray());
  }

  private void requireInputs(ModelProto proto, List<Integer> shape, Map<String, String> outputs)
      throws IOException {
    try (OnnxModel model = OnnxModel.read(save(proto))) {
      assertEquals(outputs.size(), model.layout().prunable().size());
      outputs.forEach((tensor, output) -> requireInputs(model, proto, shape, tensor, output));
    }
  }

  private static void requireInputs(
      OnnxModel model, ModelProto proto, List<Integer> shape, String name, String output) {
    Parameter tensor = model.layout().find(name).orElseThrow();
    float[] weights = model.weights();
    List<float[]> columns = columns(model, tensor, data(shape));
    float[] expected = made(proto, data(shape), output);
    assertEquals(expected.length, columns.size() * tensor.units(), name);
    int positions = columns.size() / EXAMPLES;
    for (int n = 0; n < columns.size(); n++) {
      for (int unit = 0; unit < tensor.units(); unit++) {
        double sum = 0;
        for (int j = 0; j < tensor.fanIn(); j++) {
          int k = tensor.offset() + unit * tensor.fanIn() + j;
          sum += (double) weights[k] * columns.get(n)[j];
        }
        int at = (n / positions * tensor.units() + unit) * positions + n % positions;
        assertEquals(expected[at], sum, 1e-4 * Math.max(1, Math.abs(sum)), name + " column " + n);
      }
    }
  }

  private static List<float[]> columns(OnnxModel model, Parameter tensor, Dataset data) {
    List<float[]> columns = new ArrayList<>();
    model.visitInputs(tensor, data, x -> columns.add(x.clone()));
    return columns;
  }

  /** A value inside the graph, as the runtime makes it. */
  private static float[] made(ModelProto model, Dataset data, String output) {
    float[] examples = new float[data.size() * data.width()];
    long[] shape = new long[data.exampleShape().size() + 1];
    shape[0] = data.size();
    for (int i = 0; i < data.exampleShape().size(); i++) {
      shape[i + 1] = data.exampleShape().get(i);
    }
    for (int i = 0; i < data.size(); i++) {
      data.copyExample(i, examples, i * data.width());
    }
    try (Session session = Session.feeding(model, Set.of(), Set.of(output));
        OnnxTensor in = FloatTensors.of(FloatType.FLOAT, examples, shape);
        OrtSession.Result result = session.run(Map.of("x", in), Set.of(output))) {
      return FloatTensors.read((OnnxTensor) result.get(0));
    }
  }

  private static Dataset data(List<Integer> shape) {
    int width = shape.stream().reduce(1, Math::multiplyExact);
    int[] labels = IntStream.range(0, EXAMPLES).map(i -> i % 5).toArray();
    return new Dataset("random", shape, Fixtures.normal(EXAMPLES * width, 1, 4), labels, 5);
  }
}
