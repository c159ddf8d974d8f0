package org.espalier.harness.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.Options;
import org.espalier.core.SafeFile;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.npy.Npy;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.harness.Work;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrunedFilesTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(2, 2, 1);
  private static final double[] EFFECTS = {0.5, 0, 0.25, 0, 0, 0, 0, 0.125, 0};

  @TempDir private Path folder = Path.of("");

  @Test
  void writesWhatIsBehindTheCut() throws IOException {
    Work.Pruned pruned = write(OptionalDouble.of(1.5), file -> SafeFile.writeText(file, "model"));
    Work.Effect effect = pruned.effect().orElseThrow();
    assertEquals(0.875, effect.predicted());
    assertArrayEquals(EFFECTS, Npy.read(effect.effects()).toDoubles());
    JsonNode json = JsonMapper.builder().build().readTree(Files.readString(effect.evidence()));
    assertEquals("surgeon", json.path("policy").asText());
    assertEquals("32", json.path("options").path("rows").asText());
    assertEquals(0.5, json.path("sparsity").asDouble());
    assertEquals(0.875, json.path("predictedLossChange").asDouble());
    assertEquals(1.5, json.path("measuredLossChange").asDouble());
    assertEquals(0.75, json.path("layers").path("fc1.W").path("effects").asDouble());
    assertEquals(2, json.path("layers").path("fc1.W").path("cut").asInt());
    assertEquals(0.125, json.path("layers").path("fc2.W").path("effects").asDouble());
    assertEquals("a note", json.path("notes").path(0).asText());
    assertEquals(
        List.of("p.zip", "p.zip.effects.npy", "p.zip.evidence.json", "p.zip.mask.npy"), names());
  }

  @Test
  void leavesNothingHalfWritten() throws IOException {
    Consumer full =
        file -> {
          throw new EspalierException("the disk is full");
        };
    assertThrows(EspalierException.class, () -> write(OptionalDouble.empty(), full));
    assertEquals(List.of(), names());
  }

  @Test
  void putsWhatAModelLeavesBesideItBesideItsFile() throws IOException {
    write(
        OptionalDouble.empty(),
        file -> {
          SafeFile.writeText(file.resolveSibling(file.getFileName() + ".data"), "weights");
          SafeFile.writeText(file, "model");
        });
    assertEquals(
        List.of(
            "p.zip", "p.zip.data", "p.zip.effects.npy", "p.zip.evidence.json", "p.zip.mask.npy"),
        names());
    assertEquals("weights", Files.readString(folder.resolve("p.zip.data")));
  }

  @Test
  void leavesNothingOfAModelInPartsEither() throws IOException {
    Consumer full =
        file -> {
          SafeFile.writeText(file.resolveSibling(file.getFileName() + ".data"), "weights");
          throw new EspalierException("the disk is full");
        };
    assertEquals(
        "the disk is full",
        assertThrows(EspalierException.class, () -> write(OptionalDouble.empty(), full))
            .getMessage());
    assertEquals(List.of(), names());
  }

  @Test
  void countsNoUnitsWhereNoneCanBeRemoved() {
    Work.Pruned pruned = write(OptionalDouble.empty(), file -> SafeFile.writeText(file, "model"));
    assertEquals(Optional.empty(), pruned.units());
    assertEquals(Optional.empty(), pruned.removal());
  }

  @Test
  void removesWhatAnEarlierCutHasLeft() throws IOException {
    write(OptionalDouble.empty(), file -> SafeFile.writeText(file, "model"));
    Work.Pruned plain =
        new PrunedFiles(work(), choice(), Pruning.of(Mask.all(LAYOUT)))
            .write(new Model(f -> SafeFile.writeText(f, "model")), OptionalDouble.empty());
    assertTrue(plain.effect().isEmpty());
    assertEquals(List.of("p.zip", "p.zip.evidence.json", "p.zip.mask.npy"), names());
    assertTrue(
        Files.readString(folder.resolve("p.zip.evidence.json"))
            .contains("\"predictedLossChange\" : null"));
  }

  private Work.Pruned write(OptionalDouble measured, Consumer saving) {
    BitSet kept = new BitSet();
    kept.set(0, LAYOUT.size());
    kept.clear(0);
    kept.clear(2);
    kept.clear(7);
    Pruning pruning =
        Pruning.of(Mask.of(LAYOUT, kept))
            .withPrediction(new Prediction(0.875, EFFECTS))
            .withNote("a note");
    return new PrunedFiles(work(), choice(), pruning).write(new Model(saving), measured);
  }

  private static PolicyChoice choice() {
    return PolicyChoice.parse("surgeon:rows=32");
  }

  private Work.PruneRequest work() {
    return new Work.PruneRequest(
        Path.of("m.zip"),
        "surgeon:rows=32",
        0.5,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Options.none(),
        false,
        false,
        0,
        folder.resolve("p.zip"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }

  /** Saves a model to a file. */
  private interface Consumer extends java.util.function.Consumer<Path> {}

  /** Can be saved, and nothing else. */
  private record Model(Consumer saving) implements PrunableModel {
    @Override
    public ParameterLayout layout() {
      return LAYOUT;
    }

    @Override
    public float[] weights() {
      return new float[LAYOUT.size()];
    }

    @Override
    public void setWeights(float[] weights) {
      throw new IllegalStateException("it is saved as it is");
    }

    @Override
    public void save(Path file) {
      saving.accept(file);
    }

    @Override
    public void close() {}
  }
}
