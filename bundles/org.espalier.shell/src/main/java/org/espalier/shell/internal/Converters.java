package org.espalier.shell.internal;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.espalier.core.Suggestions;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.RateSchedule;
import org.espalier.harness.Shard;
import org.espalier.harness.Work;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options and parameters that picocli would take too loosely. */
final class Converters {
  private Converters() {}

  /** Registers them for all commands there are. */
  static void register(CommandLine commands) {
    commands
        .registerConverter(Path.class, Converters::path)
        .registerConverter(Shard.class, Converters::shard)
        .registerConverter(Optimizer.class, named(Optimizer.class))
        .registerConverter(Granularity.class, named(Granularity.class))
        .registerConverter(RateSchedule.class, named(RateSchedule.class))
        .registerConverter(Work.Part.class, named(Work.Part.class));
  }

  /** An empty path would be the current folder: an unset variable's, hardly ever meant. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the path is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("no path: " + e.getReason());
    }
  }

  private static Shard shard(String text) {
    try {
      return Shard.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** Constants by the names that experiment files know them by; upper case is understood, too. */
  private static <E extends Enum<E>> ITypeConverter<E> named(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Converters::name).toList();
    return text -> {
      int index = names.indexOf(text.toLowerCase(Locale.ROOT));
      if (index >= 0) {
        return type.getEnumConstants()[index];
      }
      List<String> near = Suggestions.nearest(text, names);
      throw new TypeConversionException(
          "'%s' is not one of %s%s"
              .formatted(
                  text,
                  String.join(", ", names),
                  near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
    };
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
