package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.core.model.Parameter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Round trips of models of many kinds lose nothing; see tests/fixtures/make_varied.py. */
class VariedModelsTest {
  private static final Path FOLDER = Path.of("../../tests/fixtures/onnx-varied");

  @TempDir Path folder = Path.of("");

  /** A model with inputs and what comes of them, where it can be run. */
  record Model(Path file, JsonNode entry) {
    @Override
    public String toString() {
      return entry.get("file").asText() + ": " + entry.get("what").asText();
    }
  }

  static Stream<Model> models() throws IOException {
    JsonNode index =
        JsonMapper.builder().build().readTree(Files.readString(FOLDER.resolve("index.json")));
    return StreamSupport.stream(index.spliterator(), false)
        .map(entry -> new Model(FOLDER.resolve(entry.get("file").asText()), entry));
  }

  @ParameterizedTest
  @MethodSource("models")
  void savesWhatItHasOpenedByteForByte(Model each) throws IOException {
    Path saved = folder.resolve(each.file.getFileName());
    List<Path> beside;
    try (OnnxModel model = OnnxModel.read(each.file)) {
      model.save(saved);
      beside = model.filesBeside();
    }
    boolean renamed = !beside.isEmpty(); // external.data is not called external.onnx…
    if (!renamed) {
      assertArrayEquals(Files.readAllBytes(each.file), Files.readAllBytes(saved));
    }
    Path again = folder.resolve("again").resolve(each.file.getFileName());
    try (OnnxModel model = OnnxModel.read(saved)) {
      model.save(again);
      beside = model.filesBeside();
    }
    assertArrayEquals(Files.readAllBytes(saved), Files.readAllBytes(again));
    for (Path data : beside) {
      assertArrayEquals(
          Files.readAllBytes(data), Files.readAllBytes(again.resolveSibling(data.getFileName())));
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void keepsEveryFieldButTheDataThatChange(Model each) throws IOException {
    Path saved = folder.resolve(each.file.getFileName());
    float[] weights;
    List<Parameter> parameters;
    try (OnnxModel model = OnnxModel.read(each.file)) {
      weights = model.weights();
      parameters = model.layout().parameters();
      Random random = new Random(7);
      for (int k = 0; k < weights.length; k++) {
        // Halves, quarters and zeros are the same in every type.
        weights[k] = random.nextInt(3) == 0 ? weights[k] : (random.nextInt(9) - 4) / 4f;
      }
      model.setWeights(weights);
      model.save(saved);
    }
    try (OnnxModel model = OnnxModel.read(saved)) {
      assertArrayEquals(weights, model.weights());
    }
    List<String> names = parameters.stream().map(Parameter::name).toList();
    assertEquals(withoutData(each.file, names), withoutData(saved, names));
  }

  private static ModelProto withoutData(Path file, List<String> names) throws IOException {
    ModelProto.Builder model = parse(Files.readAllBytes(file)).toBuilder();
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (names.contains(tensor.getName())) {
        tensor.clearRawData().clearFloatData().clearDoubleData().clearInt32Data();
        tensor.clearExternalData();
      }
    }
    return model.build();
  }

  private static ModelProto parse(byte[] bytes) throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(bytes);
  }

  @ParameterizedTest
  @MethodSource("models")
  void isRunAsItWas(Model each) throws Exception {
    if (each.entry.get("runnable").booleanValue()) {
      Path saved = folder.resolve("saved.onnx");
      try (OnnxModel model = OnnxModel.read(each.file)) {
        model.save(saved);
      }
      double tolerance = each.entry.get("tolerance").asDouble();
      RanModel.of(saved, each.entry.get("inputs"))
          .requireClose(each.entry.get("outputs"), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void saysWhyItCannotBeEvaluated(Model each) {
    try (OnnxModel model = OnnxModel.read(each.file)) {
      try {
        assertTrue(model.inputShape().size() > 0);
      } catch (org.espalier.core.InvalidDataException e) {
        String line = String.valueOf(e.getMessage());
        assertTrue(line.startsWith(each.file.toString()) && line.lines().count() == 1, line);
      }
    }
  }
}
