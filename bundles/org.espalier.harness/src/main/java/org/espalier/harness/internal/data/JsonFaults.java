package org.espalier.harness.internal.data;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What is wrong with a text that is not JSON, in one line. */
public final class JsonFaults {
  private static final Pattern SOURCE = Pattern.compile("\\[Source:[^;\\]]*; ([^\\]]*)\\]");

  private JsonFaults() {}

  /** The parser's words without its name for the source, and the place if it knows one. */
  public static String line(JsonProcessingException e) {
    String words =
        SOURCE
            .matcher(String.valueOf(e.getOriginalMessage()))
            .replaceAll("$1")
            .replaceAll("\\s*\\R\\s*", " ");
    JsonLocation place = e.getLocation();
    return place == null || place.getLineNr() < 1
        ? words
        : "%s at line %d, column %d".formatted(words, place.getLineNr(), place.getColumnNr());
  }
}
