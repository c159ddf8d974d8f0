package org.espalier.report.internal;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.core.InvalidDataException;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;

/**
 * Reads what {@link ResultsJson} wrote, and nothing else: every component must be there, none may
 * be added, and null stands for a number alone, which becomes NaN.
 */
final class ResultsParser {
  /** The version in which a cell had nothing measured but its own components. */
  private static final int WITHOUT_FIGURES = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .addModule(
              new SimpleModule()
                  .addDeserializer(double.class, new NullIsNaN())
                  .addDeserializer(Double.class, new NullIsNaN())
                  .addDeserializer(Stage.class, new StageById()))
          .build();

  private ResultsParser() {}

  /**
   * Reads a text.
   *
   * @throws InvalidDataException if it is not JSON, of another version, or not what a comparison
   *     writes; the line goes on where the file's name ends
   */
  static Results parse(String json) {
    ObjectNode document = document(json);
    document.remove("formatVersion");
    document.remove(Derived.KEYS); // they follow from the rest
    try {
      return MAPPER.treeToValue(document, Results.class);
    } catch (JsonMappingException e) {
      throw new InvalidDataException("is not what a comparison writes: " + place(e) + words(e), e);
    } catch (JsonProcessingException e) {
      throw damaged(e);
    }
  }

  private static ObjectNode document(String json) {
    JsonNode document;
    try {
      document = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw damaged(e);
    }
    if (!(document instanceof ObjectNode tree) || !tree.path("formatVersion").isInt()) {
      throw new InvalidDataException("is not of a comparison: it has no \"formatVersion\"");
    }
    int version = tree.get("formatVersion").intValue();
    if (version == WITHOUT_FIGURES) {
      tree.path("cells")
          .forEach(
              cell ->
                  Optional.of(cell)
                      .filter(ObjectNode.class::isInstance)
                      .ifPresent(c -> ((ObjectNode) c).putObject("figures")));
      return tree;
    }
    if (version != ResultsJson.FORMAT_VERSION) {
      throw new InvalidDataException(
          "is of format version %d, and this Espalier reads %d"
              .formatted(version, ResultsJson.FORMAT_VERSION));
    }
    return tree;
  }

  private static InvalidDataException damaged(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String line = at == null ? "" : " at line " + at.getLineNr();
    return new InvalidDataException("is damaged: " + words(e) + line, e);
  }

  /** Where in the document, as {@code cells[3].loss}. */
  private static String place(JsonMappingException e) {
    String place =
        e.getPath().stream()
            .map(r -> r.getIndex() >= 0 ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining());
    return place.isEmpty() ? "" : place.substring(1) + ": ";
  }

  /** What the parser says, without the end that names classes. */
  private static String words(JsonProcessingException e) {
    String words = String.valueOf(e.getOriginalMessage()).replaceAll("\\s*\\R\\s*", " ");
    return words.replaceAll(
        "\\s*(\\((class|for|start marker|of type|set|through|index) |; `Des|: not allowed as per).*",
        "");
  }

  private static final class NullIsNaN extends StdDeserializer<Double> {
    private static final long serialVersionUID = 1L;

    NullIsNaN() {
      super(Double.class);
    }

    @Override
    public Double deserialize(JsonParser from, DeserializationContext context) throws IOException {
      if (!from.currentToken().isNumeric()) {
        return (Double) context.handleUnexpectedToken(Double.class, from);
      }
      return from.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }

  private static final class StageById extends StdDeserializer<Stage> {
    private static final long serialVersionUID = 1L;

    StageById() {
      super(Stage.class);
    }

    @Override
    public Stage deserialize(JsonParser from, DeserializationContext context) throws IOException {
      String id = from.getText();
      return Arrays.stream(Stage.values())
          .filter(stage -> stage.id().equals(id))
          .findFirst()
          .orElseThrow(() -> JsonMappingException.from(from, "a stage that is unknown: " + id));
    }
  }
}
