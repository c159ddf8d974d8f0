package org.espalier.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A section of the README, as a reader copies from it. */
final class Readme {
  private static final String FENCE = "```";

  private final String section;

  /**
   * @param heading of the section
   */
  Readme(String heading) throws IOException {
    String readme =
        Files.readString(Path.of(Objects.requireNonNull(System.getProperty("espalier.readme"))));
    String behind = behind(readme, "\n## " + heading + "\n");
    int end = behind.indexOf("\n## ");
    section = end < 0 ? behind : behind.substring(0, end);
  }

  /**
   * A block of the section.
   *
   * @param language as it stands behind the fence; none for commands
   * @param index of the block among those of the language
   */
  String block(String language, int index) {
    String[] parts = section.split("(?m)^" + FENCE, -1);
    int left = index;
    for (int i = 1; i < parts.length; i += 2) { // every other part is between fences
      int end = parts[i].indexOf('\n');
      if (parts[i].substring(0, end).equals(language) && left-- == 0) {
        return parts[i].substring(end + 1);
      }
    }
    throw new AssertionError("the section has no block " + index + " of '" + language + "'");
  }

  private static String behind(String whole, String part) {
    int at = whole.indexOf(part);
    if (at < 0) {
      throw new AssertionError("the README has no " + part.strip());
    }
    return whole.substring(at + part.length());
  }
}
