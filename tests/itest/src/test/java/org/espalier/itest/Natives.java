package org.espalier.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** Native libraries in this process, where the system tells. */
final class Natives {
  private Natives() {}

  /**
   * The mapped files whose names hold a part: each extraction of a library is a file of its own.
   */
  static Set<String> mapped(String part) throws IOException {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.exists(maps)) {
      return Set.of();
    }
    try (var lines = Files.lines(maps)) {
      return lines
          .filter(line -> line.contains("/") && line.contains(part) && line.contains(".so"))
          .map(line -> line.substring(line.indexOf('/')))
          .collect(Collectors.toSet());
    }
  }
}
