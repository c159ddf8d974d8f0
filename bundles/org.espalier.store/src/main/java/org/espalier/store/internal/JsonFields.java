package org.espalier.store.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Suggestions;

/**
 * The fields of one JSON object, each asked for by name and type; what nobody asked for is refused.
 */
final class JsonFields {
  private final Path file;
  private final String path;
  private final JsonNode node;
  private final Set<String> asked = new LinkedHashSet<>();

  private JsonFields(Path file, String path, JsonNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /**
   * @throws InvalidDataException if the root is not an object
   */
  static JsonFields of(Path file, JsonNode root) {
    if (!root.isObject()) {
      throw new InvalidDataException(file + " is not a JSON object {...}");
    }
    return new JsonFields(file, "", root);
  }

  Optional<String> text(String name) {
    return find(name).map(value -> require(value.isTextual(), name, value, "a text").textValue());
  }

  Optional<Boolean> truth(String name) {
    return find(name)
        .map(value -> require(value.isBoolean(), name, value, "true or false").booleanValue());
  }

  Optional<Integer> count(String name) {
    return find(name).map(value -> count(name, value));
  }

  Optional<Long> integer(String name) {
    return find(name)
        .map(
            value ->
                require(
                        value.isIntegralNumber() && value.canConvertToLong(),
                        name,
                        value,
                        "a whole number")
                    .longValue());
  }

  Optional<Double> number(String name) {
    return find(name).map(value -> number(name, value));
  }

  <E extends Enum<E>> Optional<E> constant(String name, E[] constants) {
    Optional<String> text = text(name);
    return text.map(
        spelt ->
            Arrays.stream(constants)
                .filter(constant -> Spelling.of(constant).equals(spelt))
                .findFirst()
                .orElseThrow(
                    () ->
                        refuse(
                            name,
                            Suggestions.unknown(
                                "value",
                                spelt,
                                Arrays.stream(constants).map(Spelling::of).toList()))));
  }

  Optional<JsonFields> object(String name) {
    return find(name).map(value -> fields(name, value));
  }

  Optional<List<JsonFields>> objects(String name) {
    return find(name).map(value -> list(name, value, (at, each) -> fields(at, each)));
  }

  Optional<List<Integer>> counts(String name) {
    return find(name).map(value -> list(name, value, this::count));
  }

  Map<String, Double> numbers(String name) {
    return object(name).map(o -> o.all(key -> o.number(key).orElseThrow())).orElse(Map.of());
  }

  Map<String, String> texts(String name) {
    return object(name).map(o -> o.all(key -> o.text(key).orElseThrow())).orElse(Map.of());
  }

  boolean has(String name) {
    return node.has(name);
  }

  boolean isText(String name) {
    return node.path(name).isTextual();
  }

  /** The field's value. */
  <T> T required(String name, Optional<T> value) {
    return value.orElseThrow(() -> refuse(name, "is missing"));
  }

  /**
   * @throws InvalidDataException if there is a field that was not asked for
   */
  void requireNoMore() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                throw new InvalidDataException(
                    file + ": " + Suggestions.unknown("field", path + name, paths()));
              }
            });
  }

  InvalidDataException refuse(String name, String why) {
    return new InvalidDataException(file + ": " + path + name + " " + why);
  }

  private List<String> paths() {
    return asked.stream().map(name -> path + name).toList();
  }

  private Optional<JsonNode> find(String name) {
    asked.add(name);
    return Optional.ofNullable(node.get(name));
  }

  private JsonFields fields(String name, JsonNode value) {
    require(value.isObject(), name, value, "an object {...}");
    return new JsonFields(file, path + name + ".", value);
  }

  private int count(String name, JsonNode value) {
    boolean fits = value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
    return require(fits, name, value, "a whole number from 0 to 2147483647").intValue();
  }

  private double number(String name, JsonNode value) {
    boolean fits = value.isNumber() && Double.isFinite(value.doubleValue());
    return require(fits, name, value, "a finite number").doubleValue();
  }

  @FunctionalInterface
  private interface Element<T> {
    T read(String name, JsonNode value);
  }

  private <T> List<T> list(String name, JsonNode value, Element<T> element) {
    require(value.isArray(), name, value, "a list [...]");
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      elements.add(element.read(name + "[" + i + "]", value.get(i)));
    }
    return elements;
  }

  private <T> Map<String, T> all(Function<String, T> read) {
    Map<String, T> values = new TreeMap<>();
    node.fieldNames().forEachRemaining(key -> values.put(key, read.apply(key)));
    return values;
  }

  private JsonNode require(boolean fits, String name, JsonNode value, String expected) {
    if (!fits) {
      String shown = value.toString();
      String head = shown.substring(0, Math.min(shown.length(), 40));
      throw refuse(
          name, "is " + head + (head.equals(shown) ? "" : "...") + "; it must be " + expected);
    }
    return value;
  }
}
