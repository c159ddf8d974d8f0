package org.espalier.harness.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.espalier.core.Options;

/** A plugin's name with options of its own: {@code NAME[:KEY=VALUE]…}. */
final class InlineOptions {
  private InlineOptions() {}

  /** What stands before the options. */
  static String name(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? text : text.substring(0, colon);
  }

  /**
   * The options alone.
   *
   * @throws IllegalArgumentException if one is not {@code KEY=VALUE}, or comes twice
   */
  static Options of(String text) {
    List<String> pieces = Arrays.asList(text.split(":", -1));
    return Options.parse(pieces.subList(1, pieces.size()));
  }

  /** The name and its options again, those sorted by their keys. */
  static String spelled(String name, Options options) {
    return options.values().entrySet().stream()
        .map(e -> ":" + e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining("", name, ""));
  }
}
