package org.espalier.harness.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.espalier.core.Suggestions;

/** A folder of experiments that are found by their files' names without {@code .json}. */
public final class ExperimentFolder {
  private static final String SUFFIX = ".json";

  private final Path folder;

  /**
   * @param folder may be missing; then it holds nothing
   */
  public ExperimentFolder(Path folder) {
    this.folder = folder;
  }

  /** The experiments in the box: {@code experiments/} of a distribution. */
  public static ExperimentFolder of(Path distribution) {
    return new ExperimentFolder(distribution.resolve("experiments"));
  }

  /** Names of the experiments, sorted. */
  public List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw SafeFile.cannotRead(folder, e);
    }
  }

  /**
   * Reads the file of a path, or, where there is none, the experiment of that name in this folder.
   *
   * @throws InvalidDataException if there is neither, or as {@link ExperimentReader#read} does
   */
  public Experiment read(Path given) {
    String name = given.toString();
    if (Files.exists(given)) {
      return ExperimentReader.read(given);
    }
    List<String> names = names();
    if (names.contains(name)) {
      return ExperimentReader.read(folder.resolve(name + SUFFIX));
    }
    throw new InvalidDataException(
        "no file " + name + ", and no experiment of that name: " + known(name, names));
  }

  private static String known(String name, List<String> names) {
    List<String> near = Suggestions.nearest(name, names);
    if (!near.isEmpty()) {
      return "did you mean " + String.join(" or ", near) + "?";
    }
    return names.isEmpty() ? "there is none in the box" : "known: " + String.join(", ", names);
  }
}
