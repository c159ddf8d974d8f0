package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.harness.result.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonResultReaderTest {
  @TempDir private Path folder = Path.of("");
  private final JsonResultReader reader = new JsonResultReader();

  @Test
  void readsWhatWasWritten() {
    assertEquals(Optional.empty(), reader.read(folder));
    assertEquals(Optional.empty(), reader.read(folder.resolve("nowhere")));
    Results results = SampleResults.full(2);
    new JsonResultWriter().write(results, folder);

    assertEquals(Optional.of(results), reader.read(folder));
  }

  /** The text of what is read is the text that was read, to the last digit. */
  @Test
  void writesAgainWhatItRead() {
    String text = ResultsJson.render(SampleResults.full(3));
    assertEquals(text, ResultsJson.render(ResultsParser.parse(text)));
  }

  @Test
  void refusesWhatIsDamagedOrSomethingElse() throws IOException {
    String whole = ResultsJson.render(SampleResults.full(1));
    refused("is damaged: ", whole.substring(0, whole.length() / 2));
    refused("is not of a comparison: ", "");
    refused("is damaged: ", whole + "{}");
    refused("is not of a comparison: it has no \"formatVersion\"", "{\"dataset\": \"digits\"}");
    refused("is not of a comparison: ", "[]");
    refused(
        "is of format version 3, and this Espalier reads 2",
        whole.replace("\"formatVersion\" : 2", "\"formatVersion\" : 3"));
    refused(
        "Unrecognized field \"more\"", whole.replace("\"complete\"", "\"more\" : 1, \"complete\""));
    refused("seed", whole.replaceFirst("\"seed\" : \\d+", "\"seed\" : null"));
    refused(
        "cells[0].stage: a stage that is unknown: DENSE", whole.replace("\"dense\"", "\"DENSE\""));
    refused(
        "cells[0].accuracy: ",
        whole.replaceFirst("\"accuracy\" : [^,]*", "\"accuracy\" : \"high\""));
    refused("cells[0]", whole.replaceFirst("\"reason\" : \"\",", ""));
    refused("cells[0].notes", whole.replaceFirst("\"notes\" : \\[ ]", "\"notes\" : null"));
  }

  private void refused(String why, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("results.json"), text);
    String line =
        String.valueOf(
            assertThrows(InvalidDataException.class, () -> reader.read(folder)).getMessage());
    assertTrue(line.startsWith(file + " is "), line);
    assertTrue(line.contains(why), line);
    assertFalse(line.contains("\n") || line.contains("org.espalier"), line);
  }
}
