package org.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.espalier.core.EspalierException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.PluginKind;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.model.PrunableModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opening, weights and files: the part of {@link ModelAdapterContract} that is about any model,
 * whatever it can be asked.
 */
public abstract class ModelFilesContract {
  /** Of weights that were drawn: a few hundred tell their variance to within some percent. */
  private static final double LEAST_VARIANCE = 0.6;

  private static final double MOST_VARIANCE = 1.6;

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path temporary;

  ModelFilesContract() {}

  /** The adapter to test, ready for use. */
  protected abstract ModelAdapter adapter();

  /**
   * Of 16 features and three classes, what the adapter builds new; empty if it only opens files.
   */
  protected Optional<Architecture> architecture() {
    return Optional.of(
        new Architecture(
            "mlp:16-12-8-3",
            List.of(16),
            List.of(new LayerSpec.Dense(12), new LayerSpec.Dense(8)),
            3));
  }

  /** What files of its models are called at their end: {@code .zip}. */
  protected abstract String extension();

  /**
   * Leaves a small model of the adapter's format in a file; by default a new one of the {@link
   * #architecture}.
   */
  protected void write(Path file) {
    try (PrunableModel model = open(3)) {
      model.save(file);
    }
  }

  /** The class with the annotations, whose description bnd has written; empty if there is none. */
  protected Optional<Class<?>> component() {
    return Optional.of(adapter().getClass());
  }

  /** A file in a folder of this test's own. */
  final Path file(String name) {
    return temporary.resolve(name);
  }

  final Path saved(String name) {
    Path file = file(name + extension());
    write(file);
    return file;
  }

  /** A model of its own for each call, always with the same weights. */
  final PrunableModel open() {
    return architecture().isPresent() ? open(5) : open(saved("opened"));
  }

  final PrunableModel open(Path file) {
    return adapter().open(new ModelSource.File(file));
  }

  private PrunableModel open(long seed) {
    return adapter().open(new ModelSource.New(architecture().orElseThrow(), seed));
  }

  @Test
  public void isDescribedAsWhatItIs() {
    component().ifPresent(c -> Descriptor.requireSound(c, PluginKind.ADAPTER));
  }

  @Test
  public void supportsItsOwnModelsAndNothingForeign() throws IOException {
    assertTrue(supports(saved("own")));
    assertFalse(supports(file("missing" + extension())));
    Path folder = Files.createDirectories(file("folder" + extension()));
    assertFalse(supports(folder));
    assertFalse(supports(Files.writeString(file("notes.txt"), "a text, and no model")));
    Path elsewhere = file("of-another-name");
    Files.copy(saved("renamed"), elsewhere);
    assertTrue(supports(elsewhere), "a model by its content");
  }

  /** Told without loading it: what the model is like further on makes no difference. */
  @Test
  public void tellsWhatItSupportsWithoutReadingTheModel() throws IOException {
    Path file = saved("truncated");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length * 3 / 4));
    assertTrue(supports(file), "whether it is damaged is for open() to tell");
  }

  @Test
  public void supportsNewModelsIfItBuildsSome() {
    Architecture some = architecture().orElse(new Architecture("a", List.of(2), List.of(), 2));
    ModelSource source = new ModelSource.New(some, 1);
    assertEquals(architecture().isPresent(), adapter().supports(source));
    if (architecture().isEmpty()) {
      Checks.requireOneLine(
          assertThrows(EspalierException.class, () -> adapter().open(source).close()));
    }
  }

  private boolean supports(Path file) {
    return adapter().supports(new ModelSource.File(file));
  }

  @Test
  public void buildsTheSameModelForTheSameSeedOnly() {
    Assumptions.assumeTrue(architecture().isPresent(), "builds no models");
    try (PrunableModel model = open(1);
        PrunableModel same = open(1);
        PrunableModel other = open(2)) {
      assertEquals(model.layout(), same.layout());
      assertEquals(model.layout(), other.layout());
      assertEquals(Checks.bits(model.weights()), Checks.bits(same.weights()));
      assertNotEquals(Checks.bits(model.weights()), Checks.bits(other.weights()));
    }
  }

  /** He et al. 2015: variance 2 ÷ fan-in; biases zero. */
  @Test
  public void drawsNewWeightsAfterHe() {
    Assumptions.assumeTrue(architecture().isPresent(), "builds no models");
    double sum = 0;
    int count = 0;
    for (int seed = 0; seed < 10; seed++) {
      try (PrunableModel model = open(seed)) {
        float[] weights = model.weights();
        for (Parameter parameter : model.layout().parameters()) {
          for (int k = parameter.offset(); k < parameter.end(); k++) {
            if (parameter.role() == ParameterRole.WEIGHT) {
              sum += (double) weights[k] * weights[k] * parameter.fanIn() / 2;
              count++;
            } else if (parameter.role() == ParameterRole.BIAS) {
              assertEquals(0, weights[k], parameter.name());
            }
          }
        }
      }
    }
    double variance = sum / count;
    assertTrue(
        variance > LEAST_VARIANCE && variance < MOST_VARIANCE,
        () -> "variance is " + variance + " of 2 ÷ fan-in");
  }

  @Test
  public void handsOutAndTakesCopiesOfItsWeights() {
    try (PrunableModel model = open()) {
      assertTrue(!model.layout().prunable().isEmpty(), "nothing may be pruned");
      float[] before = model.weights();
      assertEquals(model.layout().size(), before.length);
      Arrays.fill(model.weights(), 7);
      assertEquals(Checks.bits(before), Checks.bits(model.weights()));

      float[] given = Fixtures.normal(before.length, 0.5, 6);
      float[] expected = given.clone();
      model.setWeights(given);
      Arrays.fill(given, 7);
      assertEquals(Checks.bits(expected), Checks.bits(model.weights()));
    }
  }

  @Test
  public void refusesWeightsOfAnotherNumber() {
    try (PrunableModel model = open()) {
      float[] before = model.weights();
      for (int length : new int[] {0, before.length - 1, before.length + 1}) {
        Checks.requireOneLine(
            assertThrows(
                IllegalArgumentException.class, () -> model.setWeights(new float[length])));
      }
      assertEquals(Checks.bits(before), Checks.bits(model.weights()));
    }
  }

  @Test
  public void opensWhatItSavedWithTheSameWeightsAndLayout() throws IOException {
    Path folder = file("in/a/new/folder");
    Path file = folder.resolve("model" + extension());
    try (PrunableModel model = open()) {
      float[] changed = Fixtures.normal(model.layout().size(), 0.5, 8);
      for (Parameter parameter : model.layout().prunable()) {
        changed[parameter.offset()] = 0;
      }
      model.setWeights(changed);
      model.save(file);
      try (PrunableModel again = open(file)) {
        assertEquals(model.layout(), again.layout());
        assertEquals(Checks.bits(changed), Checks.bits(again.weights()));
      }
      for (Path left : Folders.files(folder)) {
        assertTrue(left.toString().startsWith(file.toString()), () -> "saving leaves " + left);
      }
    }
  }

  /** Over the file that it was opened from, too; until then that stays as it was. */
  @Test
  public void changesNoFileUntilItSaves() throws IOException {
    Path file = saved("source");
    byte[] before = Files.readAllBytes(file);
    try (PrunableModel model = open(file)) {
      float[] changed = Fixtures.normal(model.layout().size(), 0.5, 9);
      model.setWeights(changed);
      assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(file)));
      model.save(file);
      try (PrunableModel again = open(file)) {
        assertEquals(Checks.bits(changed), Checks.bits(again.weights()));
      }
      assertEquals(Checks.bits(changed), Checks.bits(model.weights()));
    }
  }

  @Test
  public void savesTheSameBytesAgain() throws IOException {
    try (PrunableModel model = open()) {
      model.save(file("first" + extension()));
      model.save(file("second" + extension()));
      assertEquals(-1, Files.mismatch(file("first" + extension()), file("second" + extension())));
    }
  }

  @Test
  public void closesTwiceInPeace() {
    PrunableModel model = open();
    model.close();
    model.close();
  }

  @Test
  public void refusesWhatIsNoModelInOneLine() throws IOException {
    refuses(file("missing" + extension()));
    refuses(Files.createDirectories(file("folder" + extension())));
    refuses(Files.createFile(file("empty" + extension())));
    refuses(Files.writeString(file("foreign" + extension()), "a text, and no model"));
    refuses(Files.write(file("noise" + extension()), new byte[1000]));
  }

  @Test
  public void refusesADamagedModelInOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(saved("whole"));
    for (int percent : new int[] {5, 25, 50, 75, 95}) {
      Path cut = file("cut" + percent + extension());
      refuses(Files.write(cut, Arrays.copyOf(bytes, bytes.length * percent / 100)));
    }
  }

  private void refuses(Path file) {
    Checks.requireLineWith(
        file.getFileName().toString(),
        assertThrows(
            InvalidDataException.class, () -> open(file).close(), file.getFileName()::toString));
  }
}
