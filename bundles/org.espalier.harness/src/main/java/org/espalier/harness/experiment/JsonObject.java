package org.espalier.harness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Suggestions;

/** A JSON object that is read key by key; keys that nobody asked for are refused by name. */
final class JsonObject {
  private final String path;
  private final JsonNode node;
  private final Set<String> known = new TreeSet<>();

  JsonObject(String path, JsonNode node) {
    if (!node.isObject()) {
      throw new InvalidDataException(path + " is not a JSON object");
    }
    this.path = path;
    this.node = node;
  }

  boolean has(String key) {
    known.add(key);
    return node.hasNonNull(key);
  }

  JsonNode get(String key) {
    known.add(key);
    return node.path(key);
  }

  JsonObject child(String key) {
    return new JsonObject(path + "." + key, get(key));
  }

  String text(String key, String missing) {
    return read(key, missing, JsonNode::isTextual, "a text", JsonNode::textValue);
  }

  int integer(String key, int missing) {
    return read(key, missing, JsonObject::isInt, "a whole number", JsonNode::intValue);
  }

  double number(String key, double missing) {
    return read(key, missing, JsonNode::isNumber, "a number", JsonNode::doubleValue);
  }

  boolean flag(String key, boolean missing) {
    return read(key, missing, JsonNode::isBoolean, "true or false", JsonNode::booleanValue);
  }

  <E extends Enum<E>> E constant(String key, E missing) {
    if (!has(key)) {
      return missing;
    }
    String given = text(key, "");
    List<String> names = new ArrayList<>();
    for (E constant : missing.getDeclaringClass().getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (name.equals(given)) {
        return constant;
      }
      names.add(name);
    }
    throw new InvalidDataException(path + ": " + Suggestions.unknown(key, given, names));
  }

  List<String> texts(String key, List<String> missing) {
    return list(key, missing, JsonNode::isTextual, "texts", JsonNode::textValue);
  }

  List<Double> numbers(String key, List<Double> missing) {
    return list(key, missing, JsonNode::isNumber, "numbers", JsonNode::doubleValue);
  }

  List<Integer> integers(String key, List<Integer> missing) {
    return list(key, missing, JsonObject::isInt, "whole numbers", JsonNode::intValue);
  }

  /** Every entry as text by name; entries may be texts, numbers and booleans. */
  Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      known.add(entry.getKey());
      if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
        throw wrong(entry.getKey(), "a text, a number or a switch");
      }
      entries.put(entry.getKey(), entry.getValue().asText());
    }
    return entries;
  }

  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Refuses the first key that nobody asked for. */
  void refuseUnknownKeys() {
    for (String key : keys()) {
      if (!known.contains(key)) {
        throw new InvalidDataException(path + ": " + Suggestions.unknown("key", key, known));
      }
    }
  }

  /** {@code canConvertToInt} alone asks for the range, and lets 2.5 pass. */
  private static boolean isInt(JsonNode node) {
    return node.canConvertToExactIntegral() && node.canConvertToInt();
  }

  private <T> T read(
      String key,
      T missing,
      Function<JsonNode, Boolean> fits,
      String kind,
      Function<JsonNode, T> value) {
    if (!has(key)) {
      return missing;
    }
    if (!fits.apply(get(key))) {
      throw wrong(key, kind);
    }
    return value.apply(get(key));
  }

  private <T> List<T> list(
      String key,
      List<T> missing,
      Function<JsonNode, Boolean> fits,
      String kind,
      Function<JsonNode, T> value) {
    if (!has(key)) {
      return missing;
    }
    List<T> values = new ArrayList<>();
    for (JsonNode item : get(key)) {
      if (!fits.apply(item)) {
        throw wrong(key, "a list of " + kind);
      }
      values.add(value.apply(item));
    }
    if (!get(key).isArray()) {
      throw wrong(key, "a list of " + kind);
    }
    return values;
  }

  private InvalidDataException wrong(String key, String kind) {
    return new InvalidDataException(path + "." + key + " is not " + kind + ": " + get(key));
  }
}
