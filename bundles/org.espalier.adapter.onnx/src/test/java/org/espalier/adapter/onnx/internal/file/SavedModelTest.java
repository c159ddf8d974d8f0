package org.espalier.adapter.onnx.internal.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.adapter.onnx.internal.SmallModels;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedModelTest {
  private static final float[] OTHERS = {7, 8, 9, 10};

  @TempDir private Path folder = Path.of("");

  /** One file of data is called after the model, and those before and after it are not. */
  private Path model(String... locations) throws IOException {
    GraphProto.Builder graph =
        GraphProto.newBuilder().addNode(SmallModels.node("MatMul", "y", "x", "t0"));
    for (int i = 0; i < locations.length; i++) {
      graph.addInitializer(SmallModels.external("t" + i, locations[i], 2, 2));
      Path data = folder.resolve(locations[i]);
      Files.write(data, SmallModels.floats(i, i, i, i).toByteArray());
    }
    return Files.write(folder.resolve("m.onnx"), SmallModels.model(graph).toByteArray());
  }

  private static float[] values(OnnxFile file, int initializer) {
    TensorData data = Objects.requireNonNull(file.data(initializer));
    float[] values = new float[data.size()];
    IntStream.range(0, values.length).forEach(i -> values[i] = data.get(i));
    return values;
  }

  private static void requireSaved(OnnxFile saved, int tensors) {
    assertArrayEquals(OTHERS, values(saved, 0));
    for (int i = 1; i < tensors; i++) {
      assertArrayEquals(new float[] {i, i, i, i}, values(saved, i));
    }
    assertEquals(tensors, Set.copyOf(saved.filesBeside()).size());
  }

  @Test
  void aFileOfDataThatKeepsItsNameIsNotWrittenOverByOneThatIsRenamed() throws IOException {
    Path model = model("weights.bin", "m.onnx.data", "m.onnx.data.1", "more.bin");

    OnnxFile.read(model).save(folder.resolve("out/m.onnx"), Map.of(0, OTHERS));

    requireSaved(OnnxFile.read(folder.resolve("out/m.onnx")), 4);
  }

  @Test
  void savedOverItselfNoDataAreLost() throws IOException {
    Path model = model("weights.bin", "m.onnx.data");

    OnnxFile.read(model).save(model, Map.of(0, OTHERS));

    requireSaved(OnnxFile.read(model), 2);
  }

  @Test
  void underAnotherNameTheModelsOwnDataStayAsTheyWere() throws IOException {
    Path model = model("weights.bin", "other.onnx.data");

    OnnxFile.read(model).save(folder.resolve("other.onnx"), Map.of(0, OTHERS));

    requireSaved(OnnxFile.read(folder.resolve("other.onnx")), 2);
    assertArrayEquals(new float[4], values(OnnxFile.read(model), 0));
    assertArrayEquals(new float[] {1, 1, 1, 1}, values(OnnxFile.read(model), 1));
  }
}
