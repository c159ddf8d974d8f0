package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.espalier.adapter.onnx.internal.file.OnnxFile;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.core.InvalidDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no model, or a broken one, gets one line; see tests/fixtures/make_varied.py. */
class BadModelsTest {
  private static final Path FOLDER = Path.of("../../tests/fixtures/onnx-bad");

  /** The runtime takes them, and what counts in them is all there. */
  private static final Set<String> TAKEN = Set.of("two-data.onnx", "name-not-utf8.onnx");

  /** Nothing that pruning needs is wrong with them; that the runtime can't run them is told. */
  private static final Set<String> LEFT_TO_THE_RUNTIME =
      Set.of(
          "future-ir.onnx",
          "future-opset.onnx",
          "unknown-domain.onnx",
          "undeclared-domain.onnx",
          "unknown-operator.onnx",
          "element-type-unknown.onnx",
          "element-type-undefined.onnx",
          "string-raw.onnx",
          "dims-many.onnx");

  @TempDir Path folder = Path.of("");

  /** A file and what is wrong with it. */
  record Bad(Path file, String what) {}

  static Stream<Bad> models() throws IOException {
    JsonNode index =
        JsonMapper.builder().build().readTree(Files.readString(FOLDER.resolve("index.json")));
    return StreamSupport.stream(index.spliterator(), false)
        .map(e -> new Bad(FOLDER.resolve(e.get("file").asText()), e.get("what").asText()))
        .filter(bad -> !TAKEN.contains(bad.file.getFileName().toString()));
  }

  @ParameterizedTest
  @MethodSource("models")
  void refusesInOneLine(Bad bad) {
    InvalidDataException refused =
        assertThrows(
            InvalidDataException.class,
            () -> {
              try (OnnxModel model = OnnxModel.read(bad.file)) {
                assertTrue(
                    LEFT_TO_THE_RUNTIME.contains(bad.file.getFileName().toString()), bad.what);
                model.inputShape();
              }
            });
    requireOneLine(bad.file, refused);
  }

  private static String requireOneLine(Path file, InvalidDataException refused) {
    String line = String.valueOf(refused.getMessage());
    assertTrue(line.startsWith(file.toString()), line);
    assertEquals(1, line.lines().count(), line);
    assertTrue(line.length() < 500, line);
    return line;
  }

  @Test
  void refusesAModelThatIsCutOffAnywhere() {
    byte[] whole = SmallModels.mlp().toByteArray();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Path file = Path.of("cut.onnx");
      requireOneLine(file, assertThrows(InvalidDataException.class, () -> OnnxFile.of(file, cut)));
    }
  }

  @Test
  void neverReadsThroughALinkOutOfTheFolder() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Path secret = Files.write(folder.resolve("secret"), new byte[24]);
    Files.createSymbolicLink(inside.resolve("link"), secret);
    Path file = inside.resolve("model.onnx");
    Files.write(file, SmallModels.model(external("link")).toByteArray());
    InvalidDataException refused =
        assertThrows(InvalidDataException.class, () -> OnnxModel.read(file));
    assertTrue(requireOneLine(file, refused).contains("outside of the model's folder"));
  }

  @Test
  void refusesTensorsThatShareTheirBytes() throws IOException {
    Files.write(folder.resolve("data"), new byte[24]);
    Path file = folder.resolve("model.onnx");
    GraphProto.Builder graph = external("data");
    graph.addInitializer(SmallModels.external("u", "data", 3, 2));
    Files.write(file, SmallModels.model(graph).toByteArray());
    InvalidDataException refused =
        assertThrows(InvalidDataException.class, () -> OnnxModel.read(file));
    assertTrue(requireOneLine(file, refused).contains("overlap"));
  }

  private static GraphProto.Builder external(String location) {
    return GraphProto.newBuilder()
        .addNode(SmallModels.node("MatMul", "y", "x", "w"))
        .addInitializer(SmallModels.external("w", location, 3, 2));
  }

  @Test
  void namesTheNodeThatIsInTheWay() throws IOException {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addNode(SmallModels.node("MatMul", "h", "x", "w"))
            .addNode(SmallModels.node("Softmax", "s", "h"))
            .addNode(SmallModels.node("MatMul", "y", "s", "v"))
            .addInitializer(SmallModels.typed("w", List.of(1f, 2f, 3f, 4f, 5f, 6f), 3, 2))
            .addInitializer(SmallModels.typed("v", List.of(1f, 2f, 3f, 4f), 2, 2));
    Path file = folder.resolve("model.onnx");
    Files.write(file, SmallModels.model(graph).toByteArray());
    try (OnnxModel model = OnnxModel.read(file)) {
      assertEquals("node 'Softmax_s' (Softmax)", model.obstacles().get("w"));
      assertEquals(List.of(), model.layout().connections());
    }
  }
}
