package org.espalier.harness.internal.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.espalier.core.InvalidDataException;
import org.espalier.core.SafeFile;
import org.jspecify.annotations.Nullable;

/** Small JSON files: our own descriptions of what lies beside them. */
public final class JsonText {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonText() {}

  /** A map of texts, numbers, lists and maps, indented, with a line's end. */
  public static String of(Map<String, ?> map) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always become JSON", e);
    }
  }

  /** A number as it may stand in JSON, which has no NaN: null where it isn't finite. */
  public static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidDataException if it can't be read, or is not JSON
   */
  public static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new InvalidDataException(file + " is not JSON: " + JsonFaults.line(e), e);
    } catch (CharacterCodingException e) {
      throw new InvalidDataException(file + " is not text in UTF-8", e);
    } catch (IOException e) {
      throw SafeFile.cannotRead(file, e);
    }
  }
}
