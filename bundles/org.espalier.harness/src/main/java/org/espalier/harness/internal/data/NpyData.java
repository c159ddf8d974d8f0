package org.espalier.harness.internal.data;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;

/** Reads examples that NumPy wrote: features of shape (n, …), labels of shape (n). */
final class NpyData {
  private NpyData() {}

  static Dataset read(Path features, Path labels) {
    NpyArray values = Npy.read(features);
    NpyArray classes = Npy.read(labels);
    List<Integer> shape = values.shape();
    if (shape.size() < 2) {
      throw new InvalidDataException(
          features + " has shape " + shape + "; features need one row an example");
    }
    if (classes.shape().size() != 1 || !classes.shape().get(0).equals(shape.get(0))) {
      throw new InvalidDataException(
          "%s has shape %s; expected one label for each of %d examples"
              .formatted(labels, classes.shape(), shape.get(0)));
    }
    int[] numbers = classes.toInts();
    try {
      return new Dataset(
          features.getFileName().toString(),
          shape.subList(1, shape.size()),
          values.toFloats(),
          numbers,
          Labels.classes(labels, numbers));
    } catch (IllegalArgumentException e) {
      throw new InvalidDataException(features + ": " + e.getMessage(), e);
    }
  }
}
