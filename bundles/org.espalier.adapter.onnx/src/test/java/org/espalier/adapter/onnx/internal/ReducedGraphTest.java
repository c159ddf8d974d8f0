package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.UnitGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every second unit is removed from graphs of many shapes; the outputs stay. */
class ReducedGraphTest {
  private static final int EXAMPLES = 3;

  @TempDir Path folder = Path.of("");

  private enum Form {
    /** Gemm with weights (in, out), a bias of shape (1, out), alpha and beta. */
    GEMM("6") {
      @Override
      void build(GraphBuilder graph) {
        graph.node("Gemm", "h", "x", graph.weights("w", 6, 8), graph.weights("b", 1, 8));
        graph.number("alpha", 0.5f).number("beta", 2);
        graph.node("Tanh", "t", "h");
        graph.node("MatMul", "y", "t", graph.weights("v", 8, 5));
      }
    },
    /** MatMul, then constants of a value a unit, a scalar and one for each. */
    MATMUL_AND_CONSTANTS("6") {
      @Override
      void build(GraphBuilder graph) {
        graph.node("MatMul", "m", "x", graph.weights("w", 6, 8));
        graph.node("Add", "a", graph.weights("b", 8), "m");
        graph.node("Mul", "s", "a", graph.weights("scale", 1, 8));
        graph.node("Mul", "k", "s", graph.weights("k1"));
        graph.node("Relu", "r", "k");
        graph.node("MatMul", "y", "r", graph.weights("v", 8, 5));
      }
    },
    /** A sequence: MatMul of three axes, a residual sum, a mean over the steps. */
    SEQUENCE("4,6") {
      @Override
      void build(GraphBuilder graph) {
        graph.node("MatMul", "a", "x", graph.weights("w", 6, 8));
        graph.node("Relu", "r", "a");
        graph.node("MatMul", "b", "r", graph.weights("u", 8, 8));
        graph.node("Add", "s", "a", "b");
        graph.node("ReduceMean", "m", "s").ints("axes", 1).integer("keepdims", 0);
        graph.node("Gemm", "y", "m", graph.weights("v", 5, 8)).integer("transB", 1);
      }
    },
    /** Weights that come through Transpose, and a bias that two layers share through Identity. */
    TRANSPOSED_AND_SHARED("6") {
      @Override
      void build(GraphBuilder graph) {
        graph.node("Transpose", "wt", graph.weights("w", 8, 6)).ints("perm", 1, 0);
        graph.node("MatMul", "m", "x", "wt");
        graph.node("Add", "a", "m", graph.weights("b", 8));
        graph.node("Relu", "r", "a");
        graph.node("Identity", "b2", "b");
        graph.node("Gemm", "h", "r", graph.weights("u", 8, 8), "b2").integer("transB", 1);
        graph.node("Relu", "q", "h");
        graph.node("Gemm", "y", "q", graph.weights("v", 5, 8)).integer("transB", 1);
      }
    },
    /** Maps that are padded, pooled, normalised and reshaped by a constant shape. */
    RESHAPED_MAPS("2,6,6") {
      @Override
      void build(GraphBuilder graph) {
        graph.node("Conv", "c", "x", graph.weights("w", 8, 2, 3, 3), graph.weights("b", 8));
        graph.node(
            "BatchNormalization",
            "n",
            "c",
            graph.weights("scale", 8),
            graph.weights("shift", 8),
            graph.weights("mean", 8),
            graph.positive("var", 8));
        graph.node("MaxPool", "p", "n").ints("kernel_shape", 2, 2).ints("strides", 2, 2);
        graph.node("Reshape", "f", "p", graph.shape("to", -1, 32));
        graph.node("Gemm", "y", "f", graph.weights("v", 5, 32)).integer("transB", 1);
      }
    },
    /** A transposed convolution, a PReLU with a slope a channel, a mean that keeps its axes. */
    TRANSPOSED_CONVOLUTION("2,4,4") {
      @Override
      void build(GraphBuilder graph) {
        graph.node("Conv", "c", "x", graph.weights("w", 8, 2, 1, 1));
        graph.node("PRelu", "r", "c", graph.weights("slope", 8, 1, 1));
        graph.node("ConvTranspose", "t", "r", graph.weights("u", 8, 6, 2, 2));
        graph.ints("strides", 2, 2);
        graph.node("ReduceMean", "m", "t").ints("axes", 2, 3);
        graph.node("Flatten", "f", "m");
        graph.node("Gemm", "y", "f", graph.weights("v", 6, 5));
      }
    },
    /** Two sums of the same units, the first taken in between them. */
    TWO_SUMS("2,4,4") {
      @Override
      void build(GraphBuilder graph) {
        graph.node("Conv", "a", "x", graph.weights("w", 8, 2, 1, 1));
        graph.node("Conv", "b", "a", graph.weights("u", 8, 8, 1, 1));
        graph.node("Add", "s", "a", "b");
        graph.node("Relu", "r", "s");
        graph.node("Conv", "c", "r", graph.weights("t", 8, 8, 1, 1));
        graph.node("Sum", "z", "r", "c", "a");
        graph.node("GlobalAveragePool", "g", "z");
        graph.node("Flatten", "f", "g");
        graph.node("Gemm", "y", "f", graph.weights("v", 5, 8)).integer("transB", 1);
      }
    };

    private final String axes;

    Form(String axes) {
      this.axes = axes;
    }

    List<Integer> input() {
      return Stream.of(axes.split(",")).map(Integer::valueOf).toList();
    }

    abstract void build(GraphBuilder graph);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void keepsTheOutputs(Form form) throws IOException, OrtException {
    for (int irVersion : List.of(3, 8)) {
      GraphBuilder graph = new GraphBuilder(form.input(), irVersion);
      form.build(graph);
      Path file = folder.resolve("whole.onnx");
      Path masked = folder.resolve("masked.onnx");
      Path reduced = folder.resolve("reduced.onnx");
      Files.write(file, graph.model().toByteArray());
      try (OnnxModel model = OnnxModel.read(file)) {
        assertEquals(Map.of(), model.obstacles(), form.name());
        Mask mask = everySecond(model.layout());
        model.setWeights(mask.apply(model.weights()));
        model.save(masked);
        try (PrunableModel smaller = model.reduce(mask)) {
          smaller.save(reduced);
          requireHalved(model.layout(), smaller.layout());
        }
      }
      float[] expected = run(masked, form.input());
      assertTrue(Exported.difference(expected, run(reduced, form.input())) < 1e-5);
      assertTrue(Exported.difference(expected, run(file, form.input())) > 1e-3);
    }
  }

  static IntStream operatorSets() {
    return IntStream.rangeClosed(7, 26); // the newest of ONNX Runtime 1.29.0
  }

  @ParameterizedTest
  @MethodSource("operatorSets")
  void takesEveryOperatorSetThatTheRuntimeRuns(int operatorSet) throws IOException {
    GraphBuilder graph = new GraphBuilder(Form.GEMM.input(), 8);
    Form.GEMM.build(graph);
    Path file = folder.resolve("set.onnx");
    Files.write(file, graph.model(operatorSet).toByteArray());
    try (OnnxModel model = OnnxModel.read(file)) {
      Mask mask = everySecond(model.layout());
      model.setWeights(mask.apply(model.weights()));
      try (PrunableModel smaller = model.reduce(mask)) {
        requireHalved(model.layout(), smaller.layout());
      }
    }
  }

  private static Mask everySecond(ParameterLayout layout) {
    BitSet kept = Mask.all(layout).toBitSet();
    List<UnitGroup> groups = UnitGroup.of(layout);
    assertTrue(groups.size() > 0);
    for (UnitGroup group : groups) {
      for (int unit = 1; unit < group.units(); unit += 2) {
        for (IndexRange run : group.members(unit)) {
          kept.clear(run.from(), run.to());
        }
      }
    }
    return Mask.of(layout, kept);
  }

  private static void requireHalved(ParameterLayout whole, ParameterLayout reduced) {
    for (UnitGroup group : UnitGroup.of(whole)) {
      for (Parameter source : group.sources()) {
        assertEquals(
            source.units() / 2, reduced.find(source.name()).orElseThrow().units(), source.name());
      }
    }
  }

  @Test
  void leavesAModelWholeThatItCannotFollow() throws IOException {
    GraphBuilder graph = new GraphBuilder(List.of(2, 4, 4), 8);
    graph.node("Conv", "a", "x", graph.weights("w", 8, 2, 1, 1));
    graph.node("Concat", "c", "a", "x").integer("axis", 1);
    graph.node("Conv", "d", "c", graph.weights("u", 4, 10, 1, 1));
    graph.node("GlobalAveragePool", "g", "d");
    graph.node("Flatten", "f", "g");
    graph.node("Gemm", "y", "f", graph.weights("v", 5, 4)).integer("transB", 1);
    Path file = folder.resolve("concat.onnx");
    Files.write(file, graph.model().toByteArray());
    try (OnnxModel model = OnnxModel.read(file)) {
      assertEquals("node 'Concat_c' (Concat)", model.obstacles().get("w"));
      assertEquals(1, UnitGroup.of(model.layout()).size());
      Mask mask = Mask.all(model.layout());
      assertEquals(model.layout(), model.reduce(mask).layout());
    }
  }

  @Test
  void refusesAMaskOfAnotherModel() throws IOException {
    GraphBuilder graph = new GraphBuilder(List.of(6), 8);
    Form.GEMM.build(graph);
    Path file = folder.resolve("gemm.onnx");
    Files.write(file, graph.model().toByteArray());
    try (OnnxModel model = OnnxModel.read(file)) {
      Mask other = Mask.all(new ParameterLayout(List.of()));
      assertThrows(IllegalArgumentException.class, () -> model.reduce(other));
    }
  }

  @Test
  void noticesWhenSomethingCountsTheUnits() throws IOException {
    GraphBuilder graph = new GraphBuilder(List.of(6), 8);
    graph.node("MatMul", "m", "x", graph.weights("w", 6, 8));
    graph.node("Shape", "s", "m");
    graph.node("ReduceProd", "n", "s").integer("keepdims", 0);
    graph.node("Cast", "c", "n").integer("to", 1);
    graph.node("Mul", "k", "m", "c");
    graph.node("MatMul", "y", "k", graph.weights("v", 8, 5));
    Path file = folder.resolve("counted.onnx");
    Files.write(file, graph.model().toByteArray());
    try (OnnxModel model = OnnxModel.read(file)) {
      Mask mask = everySecond(model.layout());
      model.setWeights(mask.apply(model.weights()));
      EspalierException refused = assertThrows(EspalierException.class, () -> model.reduce(mask));
      assertTrue(String.valueOf(refused.getMessage()).contains("counts them"));
    }
  }

  private static float[] run(Path file, List<Integer> input) throws OrtException {
    long[] shape = new long[input.size() + 1];
    shape[0] = EXAMPLES;
    int size = EXAMPLES;
    for (int i = 0; i < input.size(); i++) {
      shape[i + 1] = input.get(i);
      size *= input.get(i);
    }
    Random random = new Random(3);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        OrtSession.Result result = session.run(Map.of("x", tensor))) {
      FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] outputs = new float[buffer.remaining()];
      buffer.get(outputs);
      return outputs;
    }
  }
}
