package org.espalier.harness.internal.run;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentWriter;
import org.jspecify.annotations.Nullable;

/** Where two experiments are not the same, as an experiment file would show it. */
final class ExperimentDifference {
  private ExperimentDifference() {}

  /** The first place, such as {@code seeds is 5 here, but 3}; empty if there is none. */
  static Optional<String> first(Experiment here, Experiment there) {
    return first("", ExperimentWriter.toMap(here), ExperimentWriter.toMap(there));
  }

  private static Optional<String> first(
      String place, @Nullable Object here, @Nullable Object there) {
    if (Objects.equals(here, there)) {
      return Optional.empty();
    }
    if (here instanceof Map<?, ?> one && there instanceof Map<?, ?> other) {
      TreeSet<String> keys = new TreeSet<>();
      one.keySet().forEach(key -> keys.add(String.valueOf(key)));
      other.keySet().forEach(key -> keys.add(String.valueOf(key)));
      String within = place.isEmpty() ? "" : place + ".";
      return keys.stream()
          .flatMap(key -> first(within + key, one.get(key), other.get(key)).stream())
          .findFirst();
    }
    if (here instanceof List<?> one && there instanceof List<?> other) {
      return IntStream.range(0, Math.max(one.size(), other.size()))
          .boxed()
          .flatMap(i -> first(place + "[" + i + "]", at(one, i), at(other, i)).stream())
          .findFirst();
    }
    return Optional.of("%s is %s here, but %s".formatted(place, text(here), text(there)));
  }

  private static @Nullable Object at(List<?> list, int index) {
    return index < list.size() ? list.get(index) : null;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "missing" : value.toString();
  }
}
