package org.espalier.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Options given for one call, as text by name ({@code --set lambdaRatio=0.05}); they override the
 * defaults that a plugin holds as an immutable record.
 */
public final class Options {
  private static final Options NONE = new Options(Map.of());

  private final Map<String, String> values;

  private Options(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** No options: every default holds. */
  public static Options none() {
    return NONE;
  }

  public static Options of(Map<String, String> values) {
    return new Options(values);
  }

  /**
   * Reads {@code KEY=VALUE} texts.
   *
   * @throws IllegalArgumentException if one has no key or no equals sign, or a key comes twice
   */
  public static Options parse(List<String> assignments) {
    Map<String, String> values = new TreeMap<>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String key = assignment.substring(0, Math.max(0, equals)).strip();
      if (key.isEmpty()) {
        throw new IllegalArgumentException("option '" + assignment + "' is not KEY=VALUE");
      }
      if (values.put(key, assignment.substring(equals + 1).strip()) != null) {
        throw new IllegalArgumentException("option '" + key + "' is given twice");
      }
    }
    return new Options(values);
  }

  /** The options by name, sorted. */
  public Map<String, String> values() {
    return values;
  }

  /** Those of some names. */
  public Options only(Set<String> names) {
    Map<String, String> some = new TreeMap<>(values);
    some.keySet().retainAll(names);
    return new Options(some);
  }

  /** Those of all other names. */
  public Options without(Set<String> names) {
    Map<String, String> others = new TreeMap<>(values);
    others.keySet().removeAll(names);
    return new Options(others);
  }

  /**
   * Refuses every option, for a plugin that has none.
   *
   * @throws IllegalArgumentException if there is one
   */
  public void requireNone() {
    if (!values.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown option '" + values.keySet().iterator().next() + "'; this plugin has no options");
    }
  }

  /**
   * A copy of a record of defaults in which each option replaces the component of its name;
   * components may be int, long, double, boolean, String or an enum.
   *
   * @throws IllegalArgumentException if an option is unknown, can't be read, is not finite, or is
   *     refused by the record's constructor
   */
  public <R extends Record> R override(R defaults) {
    if (values.isEmpty()) {
      return defaults;
    }
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    if (components.length == 0) {
      requireNone();
    }
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(Suggestions.unknown("option", key, known));
      }
    }
    try {
      Object[] arguments = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        RecordComponent component = components[i];
        String text = values.get(component.getName());
        arguments[i] =
            text == null
                ? component.getAccessor().invoke(defaults)
                : read(component.getName(), text, component.getType());
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      @SuppressWarnings("unchecked") // the class of an R
      Constructor<R> constructor =
          (Constructor<R>) defaults.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(defaults.getClass() + " is not a public record", e);
    }
  }

  private static Object read(String key, String text, Class<?> type) {
    try {
      if (type == int.class) {
        return Integer.valueOf(text);
      } else if (type == long.class) {
        return Long.valueOf(text);
      } else if (type == double.class) {
        return requireFinite(key, Double.parseDouble(text));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "option " + key + " = '" + text + "' is not a number of type " + type, e);
    }
    if (type == boolean.class) {
      return readSwitch(key, text);
    }
    if (type.isEnum()) {
      return readEnum(key, text, type);
    }
    if (type != String.class) {
      throw new IllegalStateException("option " + key + " is of " + type + ", which has no text");
    }
    return text;
  }

  private static double requireFinite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("option " + key + " = " + value + "; it must be finite");
    }
    return value;
  }

  private static boolean readSwitch(String key, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes" -> true;
      case "off", "false", "no" -> false;
      default ->
          throw new IllegalArgumentException(
              "option " + key + " = '" + text + "' is neither on nor off");
    };
  }

  private static Object readEnum(String key, String text, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (spelling(constant).equalsIgnoreCase(text.replace('_', '-'))) {
        return constant;
      }
    }
    List<String> known =
        Arrays.stream(type.getEnumConstants()).map(Options::spelling).sorted().toList();
    throw new IllegalArgumentException(
        "option " + key + " = '" + text + "'; it is one of " + String.join(", ", known));
  }

  private static String spelling(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Options o && values.equals(o.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
