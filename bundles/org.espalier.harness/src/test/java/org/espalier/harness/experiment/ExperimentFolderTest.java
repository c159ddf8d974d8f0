package org.espalier.harness.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.core.InvalidDataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentFolderTest {
  @TempDir private Path home = Path.of("");
  private ExperimentFolder folder = new ExperimentFolder(Path.of(""));

  @BeforeEach
  void fill() throws IOException {
    Path files = Files.createDirectories(home.resolve("experiments"));
    Files.writeString(files.resolve("many-seeds.json"), json("in the box"));
    Files.writeString(files.resolve("a-recipe.json"), json("another"));
    Files.writeString(files.resolve("notes.txt"), "no experiment");
    folder = ExperimentFolder.of(home);
  }

  private static String json(String name) {
    return "{\"dataset\": \"digits\", \"name\": \"" + name + "\"}";
  }

  @Test
  void listsItsExperiments() {
    assertEquals(List.of("a-recipe", "many-seeds"), folder.names());
    assertEquals(List.of(), ExperimentFolder.of(home.resolve("nowhere")).names());
  }

  @Test
  void readsByName() {
    assertEquals("in the box", folder.read(Path.of("many-seeds")).name());
  }

  @Test
  void readsAFileFirst() throws IOException {
    Path own = Files.writeString(home.resolve("many-seeds"), json("own"));
    assertEquals("own", folder.read(own).name());
  }

  @Test
  void suggestsWhatWasProbablyMeant() {
    assertEquals(
        "no file many-seed, and no experiment of that name: did you mean many-seeds?",
        failure(folder, "many-seed"));
    assertEquals(
        "no file xyz.json, and no experiment of that name: known: a-recipe, many-seeds",
        failure(folder, "xyz.json"));
    assertEquals(
        "no file x, and no experiment of that name: there is none in the box",
        failure(ExperimentFolder.of(home.resolve("nowhere")), "x"));
  }

  /** A file's name is its experiment's, so that results tell which it was. */
  @Test
  void readsEveryExperimentOfTheDistribution() {
    ExperimentFolder box = ExperimentFolder.of(Path.of("../../runtime/src/main/dist"));
    List<String> names = box.names();
    assertTrue(names.contains("does-the-loss-inform"), names.toString());
    names.forEach(name -> assertEquals(name, box.read(Path.of(name)).name()));
  }

  private static String failure(ExperimentFolder folder, String name) {
    return String.valueOf(
        assertThrows(InvalidDataException.class, () -> folder.read(Path.of(name))).getMessage());
  }
}
