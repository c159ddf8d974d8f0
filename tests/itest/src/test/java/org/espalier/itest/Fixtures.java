package org.espalier.itest;

import java.nio.file.Path;
import java.util.Objects;

/** The files in {@code tests/fixtures}. */
final class Fixtures {
  private Fixtures() {}

  static Path file(String name) {
    String folder = Objects.requireNonNull(System.getProperty("espalier.fixtures"));
    return Path.of(folder, name).normalize();
  }
}
