package org.espalier.harness.internal.command;

import java.nio.file.Path;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;

/** An array with one value for each parameter of a model. */
final class ModelArray {
  private ModelArray() {}

  /**
   * Reads a file.
   *
   * @param otherwise what to do if it has not as many values, behind a semicolon
   * @throws InvalidDataException if it can't be read, or is of another model
   */
  static NpyArray read(Path file, ParameterLayout layout, String otherwise) {
    NpyArray array = Npy.read(file);
    require(file, array, layout, otherwise);
    return array;
  }

  /**
   * Refuses what is of another model.
   *
   * @param file where it is from
   * @param otherwise what to do then
   */
  static void require(Path file, NpyArray array, ParameterLayout layout, String otherwise) {
    if (array.size() != layout.size()) {
      throw new InvalidDataException(
          "%s has %d values, but the model has %d parameters; %s"
              .formatted(file, array.size(), layout.size(), otherwise));
    }
  }
}
