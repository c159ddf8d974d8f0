package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gradients of models that are fed in other ways than usual, and what is said where there are none.
 */
class GradientEdgesTest {
  private static final double RELATIVE = 1e-5;
  private static final int DOUBLE = 11;
  private static final int FLOAT16 = 10;

  @TempDir Path folder = Path.of("");

  private OnnxModel read(ModelProto model) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, model.toByteArray());
    return OnnxModel.read(file);
  }

  private static Dataset data(int examples) {
    Random random = new Random(5);
    float[] values = new float[3 * examples];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] labels = IntStream.range(0, examples).map(i -> i % 2).toArray();
    return new Dataset("random", List.of(3), values, labels, 2);
  }

  /** x → Gemm with w → nodes → y; in both axes of w a number is different. */
  private static ModelProto after(NodeProto.Builder... nodes) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addNode(SmallModels.node("MatMul", "h", "x", "w"))
            .addInitializer(SmallModels.raw("w", SmallModels.floats(1, -2, 3, 0.5f, -1, 2), 3, 2));
    for (NodeProto.Builder node : nodes) {
      graph.addNode(node);
    }
    return SmallModels.model(graph);
  }

  @Test
  void isTheSlopeOfTheLoss() throws IOException {
    Dataset data = data(20);
    try (OnnxModel model = read(SmallModels.mlp())) {
      float[] gradient = model.gradient(data, 0);
      float[] weights = model.weights();
      float step = 1e-2f;
      for (int k = 0; k < weights.length; k++) {
        double slope =
            (loss(model, weights, k, step, data) - loss(model, weights, k, -step, data))
                / (2 * step);
        assertEquals(slope, gradient[k], 2e-3, "parameter " + k);
      }
    }
  }

  private static double loss(OnnxModel model, float[] weights, int k, float step, Dataset data) {
    float[] moved = weights.clone();
    moved[k] += step;
    model.setWeights(moved);
    return model.evaluate(data).loss();
  }

  @Test
  void followsTheWeights() throws IOException {
    Dataset data = data(9);
    Path saved = folder.resolve("saved.onnx");
    float[] before;
    float[] after;
    try (OnnxModel model = read(SmallModels.mlp())) {
      before = model.gradient(data, 0);
      float[] weights = model.weights();
      weights[2] = -1;
      model.setWeights(weights);
      after = model.gradient(data, 0);
      assertArrayEquals(after, model.gradient(data, 0));
      model.save(saved);
    }
    assertTrue(Exported.difference(before, after) > RELATIVE);
    try (OnnxModel model = OnnxModel.read(saved)) {
      assertArrayEquals(after, model.gradient(data, 0));
    }
  }

  @Test
  void isTheMeanOfItsExamples() throws IOException {
    // More than go into a run, and more sizes than sessions are kept for.
    int examples = 600;
    Dataset data = data(examples);
    try (OnnxModel model = read(SmallModels.mlp())) {
      float[] whole = model.gradient(data, 0.1);
      double[] mean = new double[whole.length];
      int from = 0;
      for (int size : List.of(1, 2, 97, 100, 150, 250)) {
        Dataset part = data.select(IntStream.range(from, from + size).toArray());
        float[] gradient = model.gradient(part, 0.1);
        for (int k = 0; k < mean.length; k++) {
          mean[k] += gradient[k] * (double) size / examples;
        }
        from += size;
      }
      assertEquals(examples, from);
      float[] expected = new float[mean.length];
      IntStream.range(0, mean.length).forEach(k -> expected[k] = (float) mean[k]);
      assertTrue(Exported.difference(expected, whole) < RELATIVE);
    }
  }

  @Test
  void fillsRunsWhoseSizeTheModelFixes() throws IOException {
    Dataset data = data(6);
    float[] free;
    try (OnnxModel model = read(SmallModels.mlp())) {
      free = model.gradient(data, 0);
    }
    ModelProto.Builder fixed = SmallModels.mlp().toBuilder();
    fixed
        .getGraphBuilder()
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .setDim(
            0, org.espalier.adapter.onnx.internal.proto.DimensionProto.newBuilder().setDimValue(4));
    fixed.getGraphBuilder().clearOutput().addOutputBuilder().setName("y");
    fixed
        .getGraphBuilder()
        .getOutputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .setElemType(1);
    try (OnnxModel model = read(fixed.build())) {
      assertTrue(Exported.difference(free, model.gradient(data, 0)) < RELATIVE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {DOUBLE, FLOAT16})
  void isNearlyThatOfFloatsInOtherTypes(int type) throws IOException {
    Dataset data = data(8);
    ModelProto floats =
        after(SmallModels.node("Tanh", "t", "h"), SmallModels.node("Softmax", "y", "t"));
    float[] expected;
    try (OnnxModel model = read(floats)) {
      expected = model.gradient(data, 0);
    }
    ModelProto.Builder other = floats.toBuilder();
    GraphProto.Builder graph = other.getGraphBuilder();
    graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(type);
    graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(type);
    var w = graph.getInitializerBuilder(0).setDataType(type).clearRawData();
    for (double value : new double[] {1, -2, 3, 0.5, -1, 2}) {
      if (type == DOUBLE) {
        w.addDoubleData(value);
      } else {
        w.addInt32Data(
            Short.toUnsignedInt(
                ai.onnxruntime.platform.Fp16Conversions.floatToFp16((float) value)));
      }
    }
    try (OnnxModel model = read(other.build())) {
      double difference = Exported.difference(expected, model.gradient(data, 0));
      assertTrue(difference < (type == DOUBLE ? RELATIVE : 1e-2), "differs by " + difference);
    }
  }

  @Test
  void namesTheNodeThatItDoesNotKnow() throws IOException {
    ModelProto model = after(SmallModels.node("Sin", "y", "h"));
    try (OnnxModel read = read(model)) {
      assertEquals(
          folder.resolve("model.onnx")
              + ": the gradient of node 'Sin_y' (Sin) isn't known; use a policy that needs no"
              + " gradients",
          assertThrows(InvalidDataException.class, () -> read.gradient(data(2), 0)).getMessage());
      assertEquals(2, read.evaluate(data(2)).examples());
    }
  }

  @Test
  void needsNoGradientOfWhatNoParameterIsBehind() throws IOException {
    ModelProto model =
        after(
            SmallModels.node("Sin", "s", "x"),
            SmallModels.node("MatMul", "m", "s", "w"),
            SmallModels.node("Add", "y", "m", "h"));
    Dataset data = data(7);
    try (OnnxModel read = read(model)) {
      float[] gradient = read.gradient(data, 0);
      float[] weights = read.weights();
      float step = 1e-2f;
      for (int k = 0; k < weights.length; k++) {
        double slope = loss(read, weights, k, step, data) - loss(read, weights, k, -step, data);
        assertEquals(slope / (2 * step), gradient[k], 2e-3);
      }
    }
  }

  @Test
  void isNothingWhereTheLossHasNoSlope() throws IOException {
    try (OnnxModel model = read(after(SmallModels.node("Round", "y", "h")))) {
      assertArrayEquals(new float[6], model.gradient(data(4), 0));
    }
  }

  @Test
  void refusesABranchThatParametersGoThrough() throws IOException {
    GraphProto.Builder branch =
        GraphProto.newBuilder().setName("branch").addNode(SmallModels.node("Neg", "n", "h"));
    branch.addOutputBuilder().setName("n");
    GraphProto.Builder other =
        GraphProto.newBuilder().setName("other").addNode(SmallModels.node("Abs", "a", "h"));
    other.addOutputBuilder().setName("a");
    NodeProto.Builder either =
        SmallModels.node("If", "y", "c")
            .addAttribute(graph("then_branch", branch))
            .addAttribute(graph("else_branch", other));
    ModelProto.Builder model = after(either).toBuilder();
    model
        .getGraphBuilder()
        .addInitializer(SmallModels.tensor("c").setDataType(9).addInt32Data(1).build());
    try (OnnxModel read = read(model.build())) {
      String line =
          String.valueOf(
              assertThrows(InvalidDataException.class, () -> read.gradient(data(2), 0))
                  .getMessage());
      assertTrue(line.contains("node 'If_y' (If) isn't known"), line);
    }
  }

  private static AttributeProto graph(String name, GraphProto.Builder graph) {
    return AttributeProto.newBuilder().setName(name).setType(5).setG(graph).build();
  }

  @Test
  void refusesASoftmaxOverExamples() throws IOException {
    NodeProto.Builder softmax =
        SmallModels.node("Softmax", "y", "h")
            .addAttribute(AttributeProto.newBuilder().setName("axis").setType(2).setI(0));
    try (OnnxModel model = read(after(softmax))) {
      String line =
          String.valueOf(
              assertThrows(InvalidDataException.class, () -> model.gradient(data(3), 0))
                  .getMessage());
      assertTrue(line.contains("softmax behind output y isn't over its classes"), line);
    }
  }

  @Test
  void refusesWhatDoesNotFit() throws IOException {
    try (OnnxModel model = read(SmallModels.mlp())) {
      assertThrows(IllegalArgumentException.class, () -> model.gradient(data(2), 1));
      assertThrows(IllegalArgumentException.class, () -> model.gradient(data(2), Double.NaN));
      Dataset wide = new Dataset("wide", List.of(4), new float[8], new int[2], 2);
      assertThrows(IllegalArgumentException.class, () -> model.gradient(wide, 0));
      Dataset three = new Dataset("three", List.of(3), new float[6], new int[2], 3);
      assertThrows(IllegalArgumentException.class, () -> model.gradient(three, 0));
    }
    OnnxModel closed = read(SmallModels.mlp());
    closed.gradient(data(2), 0);
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.gradient(data(2), 0));
  }

  @Test
  void leavesNoTraceInTheModel() throws IOException {
    byte[] file = SmallModels.mlp().toByteArray();
    Path saved = folder.resolve("saved.onnx");
    try (OnnxModel model = read(SmallModels.mlp())) {
      model.gradient(data(3), 0);
      model.save(saved);
    }
    assertTrue(Arrays.equals(file, Files.readAllBytes(saved)));
  }
}
