package org.espalier.adapter.onnx.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.adapter.onnx.internal.file.OnnxFile;
import org.espalier.adapter.onnx.internal.file.TensorData;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.ModelLayout;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.InvalidDataException;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes, the reader ends with a model or with one line, and allocates no more than a
 * multiple of their number. Run with JAZZER_FUZZ=1 it makes up bytes; otherwise it tries its seeds.
 */
class OnnxReaderFuzzTest {
  private static final Path FILE = Path.of("fuzzed", "model.onnx");

  /** A message of two bytes becomes an object with its lists, a name and entries of maps. */
  private static final long BYTES_FOR_EACH = 500;

  private static final long BYTES_FOR_ANY = 500_000;

  static Stream<byte[]> seeds() {
    ModelProto mlp = SmallModels.mlp();
    GraphProto.Builder branches =
        GraphProto.newBuilder()
            .addNode(
                SmallModels.node("If", "y", "x")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("then_branch")
                            .setG(mlp.getGraph())
                            .setType(5)));
    GraphProto.Builder halves =
        GraphProto.newBuilder()
            .addNode(SmallModels.node("Conv", "y", "x", "w"))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("w")
                    .setDataType(10)
                    .addAllDims(List.of(2L, 1L, 1L, 1L))
                    .addAllInt32Data(List.of(0x3c00, 1)));
    GraphProto.Builder outside =
        GraphProto.newBuilder()
            .addNode(SmallModels.node("MatMul", "y", "x", "w"))
            .addInitializer(SmallModels.external("w", "../secret", 3, 2));
    GraphProto.Builder lacking =
        GraphProto.newBuilder().addNode(SmallModels.node("Gemm", "y", "x"));
    ModelProto.Builder undone = mlp.toBuilder();
    undone.getGraphBuilder().getInitializerBuilder(2).clearFloatData();
    return Stream.of(
        mlp.toByteArray(),
        undone.build().toByteArray(),
        SmallModels.model(lacking).toByteArray(),
        SmallModels.model(branches).toByteArray(),
        SmallModels.model(halves).toByteArray(),
        SmallModels.model(outside).toByteArray());
  }

  @MethodSource("seeds")
  @FuzzTest(maxExecutions = 15_000)
  void endsWithAModelOrOneLine(byte[] bytes) {
    long most = BYTES_FOR_ANY + BYTES_FOR_EACH * bytes.length;
    long allocated = allocatedBy(bytes);
    if (allocated > most) {
      // The fuzzer instruments new classes on this thread: then a second time tells.
      allocated = allocatedBy(bytes);
    }
    if (allocated > most) {
      throw new AssertionError("more than %d bytes allocated for %d".formatted(most, bytes.length));
    }
  }

  private static long allocatedBy(byte[] bytes) {
    long before = allocated();
    try {
      read(bytes);
    } catch (InvalidDataException e) {
      String line = String.valueOf(OnnxFile.located(FILE, e).getMessage());
      if (line.contains("\n")) {
        throw new AssertionError("not one line: " + line, e);
      }
    }
    return allocated() - before;
  }

  private static void read(byte[] bytes) {
    OnnxFile file = OnnxFile.of(FILE, bytes);
    Graph graph = Graph.of(file.model().getGraph());
    Map<String, long[]> shapes = new HashMap<>();
    file.model().getGraph().getNodeList().stream()
        .flatMap(node -> node.getOutputList().stream())
        .forEach(output -> shapes.put(output, new long[] {1, 2}));
    new ModelLayout(graph, shapes, index -> file.data(index) != null, index -> true);
    requireSameBytes(file, bytes);
  }

  /** Data that don't change leave every byte as it is. */
  private static void requireSameBytes(OnnxFile file, byte[] bytes) {
    Map<Integer, float[]> values = new HashMap<>();
    for (int i = 0; i < file.model().getGraph().getInitializerCount(); i++) {
      TensorData data = file.data(i);
      if (data != null) {
        float[] floats = new float[data.size()];
        for (int k = 0; k < floats.length; k++) {
          floats[k] = data.get(k);
        }
        values.put(i, floats);
      }
    }
    if (!Arrays.equals(bytes, file.edited(values))) {
      throw new AssertionError("bytes changed");
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
