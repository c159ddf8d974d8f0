package org.espalier.harness.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.npy.Npy;
import org.espalier.harness.Landscape;
import org.espalier.harness.experiment.FlatnessOptions;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.flatness.FlatnessMeasurement;
import org.espalier.harness.internal.flatness.LossSurface;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.internal.run.FlatnessFigures;
import org.espalier.harness.internal.run.SoftmaxModel;
import org.espalier.harness.result.Flatness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a softmax regression on 30 features, half of whose weights are zero. */
class FlatnessWorkTest {
  private static final long SEED = 3;

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");
  private Path half = Path.of("");

  @BeforeEach
  void save() throws IOException {
    file = Files.writeString(folder.resolve("model.zip"), "a model");
    half = folder.resolve("half.npy");
    Npy.writeBooleans(half, kept(), 62);
  }

  /** Every other weight, and both biases. */
  private static BitSet kept() {
    BitSet kept = new BitSet();
    for (int k = 0; k < 62; k++) {
      kept.set(k, k % 2 == 0 || k >= 60);
    }
    return kept;
  }

  private static SoftmaxModel model() {
    SoftmaxModel model = new SoftmaxModel(30, 2, 5, new ArrayList<>());
    model.setWeights(Mask.of(model.layout(), kept()).apply(model.weights()));
    return model;
  }

  private Landscape.Measured measure(Optional<Path> mask, Optional<Path> slices) {
    ModelAdapter adapter =
        new ModelAdapter() {
          @Override
          public boolean supports(ModelSource source) {
            return true;
          }

          @Override
          public PrunableModel open(ModelSource source) {
            return model();
          }
        };
    try (Plugins plugins = new Registry().with(ModelAdapter.class, "softmax", adapter).plugins()) {
      return new FlatnessWork(plugins)
          .run(new Landscape.Request(file, "breast-cancer", mask, slices, SEED), Progress.NONE);
    }
  }

  @Test
  void measuresAlongWhatTheMaskKeepsOrWhatIsNotZero() {
    Dataset train = DataSplit.of(DatasetLoader.load("breast-cancer"), SEED).train();
    SoftmaxModel model = model();
    LossSurface surface =
        new LossSurface(model, train, Mask.of(model.layout(), kept()), Progress.NONE);
    Flatness expected =
        FlatnessMeasurement.measure(surface, FlatnessOptions.ON, FlatnessFigures.randomSeed(SEED));
    Landscape.Measured found = measure(Optional.of(half), Optional.empty());
    assertEquals(expected, found.flatness());
    assertEquals(32, found.kept());
    assertEquals(62, found.total());
    assertEquals(427, found.examples());
    assertEquals(expected, measure(Optional.empty(), Optional.empty()).flatness());
    Path all = folder.resolve("all.npy");
    BitSet every = new BitSet();
    every.set(0, 62);
    Npy.writeBooleans(all, every, 62);
    Landscape.Measured whole = measure(Optional.of(all), Optional.empty());
    assertEquals(expected.loss(), whole.flatness().loss());
    assertTrue(whole.flatness().lambdaMax() > expected.lambdaMax());
  }

  @Test
  void writesSlicesAsJsonOrCsv() throws IOException {
    Path json = folder.resolve("slices.json");
    Path csv = folder.resolve("slices.csv");
    double loss = measure(Optional.of(half), Optional.of(json)).flatness().loss();
    measure(Optional.of(half), Optional.of(csv));
    JsonNode tree = JsonMapper.builder().build().readTree(json.toFile());
    assertEquals(21, tree.at("/line/a").size());
    assertEquals(-1, tree.at("/line/a/0").asDouble());
    assertEquals(loss, tree.at("/line/losses/10").asDouble());
    assertEquals(13, tree.at("/plane/a").size());
    assertEquals(13, tree.at("/plane/losses").size());
    assertEquals(loss, tree.at("/plane/losses/6/6").asDouble());
    List<String> lines = Files.readAllLines(csv);
    assertEquals(1 + 21 + 13 * 13, lines.size());
    assertEquals("slice,a,b,loss", lines.get(0));
    assertEquals("line,0.0,0.0," + loss, lines.get(11));
    assertEquals(
        "plane,1.0,-1.0," + tree.at("/plane/losses/0/12").asText(), lines.get(1 + 21 + 12));
  }

  @Test
  void refusesAMaskOfAnotherModel() {
    Path other = folder.resolve("other.npy");
    Npy.writeBooleans(other, new BitSet(), 61);
    String message =
        String.valueOf(
            assertThrows(
                    InvalidDataException.class, () -> measure(Optional.of(other), Optional.empty()))
                .getMessage());
    assertTrue(message.contains("61 values, but the model has 62 parameters"), message);
    Path biases = folder.resolve("biases.npy");
    Npy.writeBooleans(biases, new BitSet(), 62);
    assertTrue(
        String.valueOf(
                assertThrows(
                        InvalidDataException.class,
                        () -> measure(Optional.of(biases), Optional.empty()))
                    .getMessage())
            .contains("biases.npy: the mask cuts index 0"));
  }
}
