package org.espalier.harness.internal.data;

import java.nio.file.Path;
import java.util.Arrays;
import org.espalier.core.InvalidDataException;

/** Classes that come as numbers. */
final class Labels {
  private Labels() {}

  /**
   * One more than the highest label.
   *
   * @throws InvalidDataException if there would be more classes than examples, as where labels are
   *     codes rather than numbers of classes
   */
  static int classes(Path file, int[] labels) {
    int highest = Arrays.stream(labels).max().orElse(0);
    if (highest >= Math.max(1, labels.length)) {
      throw new InvalidDataException(
          "%s has label %d, but only %d examples, so that classes below it have none; number the "
                  .formatted(file, highest, labels.length)
              + "classes 0, 1, 2 and so on");
    }
    return highest + 1;
  }
}
