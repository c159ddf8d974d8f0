package org.espalier.adapter.onnx.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real exports, pruned and reduced: ONNX Runtime and PyTorch say the same of them. */
class PyTorchExportTest {
  private static final double RELATIVE = 1e-5;

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "cnn", "residual"})
  void findsPyTorchsParameters(String name) throws IOException {
    Exported exported = new Exported(name);
    try (OnnxModel model = OnnxModel.read(exported.file())) {
      assertEquals(
          exported.tensors(),
          model.layout().parameters().stream()
              .map(p -> "%s %s %s".formatted(p.name(), p.shape(), p.prunable()))
              .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "cnn", "residual"})
  void savesAnUnchangedModelByteForByte(String name) throws IOException {
    for (Path file : List.of(new Exported(name).file(), new Exported(name).folded())) {
      Path copy = folder.resolve("copy.onnx");
      try (OnnxModel model = OnnxModel.read(file)) {
        model.setWeights(model.weights());
        model.save(copy);
      }
      assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(copy));
    }
  }

  @ParameterizedTest
  @CsvSource({"mlp,s50", "mlp,s90", "cnn,s50", "cnn,s90", "residual,s50", "residual,s90"})
  void givesPyTorchsOutputsWhenPruned(String name, String cut) throws OrtException {
    Exported exported = new Exported(name);
    Path pruned = folder.resolve("pruned.onnx");
    try (OnnxModel model = OnnxModel.read(exported.file())) {
      Mask mask = exported.mask(cut, model.layout());
      model.setWeights(mask.apply(model.weights()));
      model.save(pruned);
    }
    assertClose(exported.outputs(cut), exported.run(pruned));
    assertTrue(Exported.difference(exported.outputs(""), exported.run(pruned)) > RELATIVE);
  }

  @ParameterizedTest
  @CsvSource({"mlp,units", "cnn,units", "residual,inner", "residual,sum", "residual,both"})
  void givesPyTorchsOutputsWhenReduced(String name, String cut) throws OrtException, IOException {
    Exported exported = new Exported(name);
    Path reduced = folder.resolve("reduced.onnx");
    long whole;
    try (OnnxModel model = OnnxModel.read(exported.file())) {
      Mask mask = exported.mask(cut, model.layout());
      model.setWeights(mask.apply(model.weights()));
      whole = model.layout().size();
      try (PrunableModel smaller = model.reduce(mask)) {
        assertTrue(smaller.layout().size() < whole);
        smaller.save(reduced);
      }
    }
    assertClose(exported.outputs(cut), exported.run(reduced));
    assertTrue(Files.size(reduced) < Files.size(exported.file()));
  }

  @ParameterizedTest
  @CsvSource({
    "mlp,false,false",
    "mlp,false,true",
    "mlp,true,true",
    "cnn,false,false",
    "cnn,false,true",
    "cnn,true,false",
    "cnn,true,true",
    "residual,false,false",
    "residual,false,true",
    "residual,true,false",
    "residual,true,true"
  })
  void givesPyTorchsGradients(String name, boolean folded, boolean smoothed) {
    Exported exported = new Exported(name);
    try (OnnxModel model = OnnxModel.read(folded ? exported.folded() : exported.file())) {
      // Unit first is the file's own order in all of these.
      float[] gradient = model.gradient(exported.labelled(), smoothed ? 0.1 : 0);
      assertClose(exported.gradient(folded, smoothed), gradient);
    }
  }

  @Test
  void countsWhatAReducedModelSaves() {
    Exported exported = new Exported("cnn");
    try (OnnxModel model = OnnxModel.read(exported.file())) {
      assertEquals(operations(64, 16, 8, 12), Mask.all(model.layout()).flops());
      Mask mask = exported.mask("units", model.layout());
      model.setWeights(mask.apply(model.weights()));
      try (PrunableModel smaller = model.reduce(mask)) {
        assertEquals(operations(1, 1, 5, 8), 2L * smaller.layout().size());
        assertEquals(operations(64, 16, 5, 8), Mask.all(smaller.layout()).flops());
      }
    }
  }

  /**
   * Two for each parameter at each of the places of two 3 × 3 convolutions, each with a bias and
   * the four values of a BatchNorm, and for those of the dense layer on 2 × 2 places.
   */
  private static long operations(int places, int placesBehind, int filters, int filtersBehind) {
    return 2L
        * (places * (9 + 5) * filters
            + placesBehind * (9 * filters + 5) * filtersBehind
            + (4 * filtersBehind + 1) * 10);
  }

  @Test
  void followsUnitsThroughNormalisationPoolingAndFlattening() {
    ParameterLayout layout = layout("cnn");
    assertEquals(
        List.of(
            new Connection("conv1.weight", "conv2.weight"),
            new Connection("conv2.weight", "fc.weight")),
        layout.connections());
    assertEquals(64, layout.find("conv1.weight").orElseThrow().positions());
  }

  @Test
  void followsUnitsThroughAResidualSum() {
    assertEquals(
        List.of(
            new Connection("stem.weight", "block.conv1.weight"),
            new Connection("stem.weight", "fc.weight"),
            new Connection("block.conv2.weight", "block.conv1.weight"),
            new Connection("block.conv2.weight", "fc.weight"),
            new Connection("block.conv1.weight", "block.conv2.weight")),
        layout("residual").connections());
  }

  private static ParameterLayout layout(String name) {
    try (OnnxModel model = OnnxModel.read(new Exported(name).file())) {
      return model.layout();
    }
  }

  private static void assertClose(float[] expected, float[] actual) {
    assertTrue(
        Exported.difference(expected, actual) <= RELATIVE,
        () -> "differs by " + Exported.difference(expected, actual));
  }
}
