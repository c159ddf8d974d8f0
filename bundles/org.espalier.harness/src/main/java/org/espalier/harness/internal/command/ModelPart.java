package org.espalier.harness.internal.command;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.espalier.core.Suggestions;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.jspecify.annotations.Nullable;

/**
 * A weight, a unit or a layer of a model by its name: {@code 0_W[3,5]}, {@code 0_W[3]}, {@code
 * 0_W}.
 *
 * @param name as it was given
 * @param tensor where it is
 * @param weights indices in θ, ascending
 * @param bias index in θ of a unit's bias, or −1
 */
record ModelPart(String name, Parameter tensor, List<Integer> weights, int bias) {
  private static final Pattern NAME = Pattern.compile("(.+?)(?:\\[([0-9, ]+)])?");

  ModelPart {
    weights = List.copyOf(weights);
  }

  /**
   * Finds a part.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static ModelPart of(String name, ParameterLayout layout) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + name + "' names no part; it is as in 0_W[3,5]");
    }
    String tensorName = Objects.requireNonNull(matcher.group(1));
    Parameter tensor =
        layout
            .find(tensorName)
            .filter(Parameter::prunable)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        Suggestions.unknown(
                            "prunable tensor",
                            tensorName,
                            layout.prunable().stream().map(Parameter::name).toList())));
    int[] indices = indices(name, matcher.group(2), tensor);
    if (indices.length == 0) {
      return new ModelPart(name, tensor, range(tensor.offset(), tensor.end()), -1);
    }
    if (indices.length == 1) {
      int from = tensor.offset() + indices[0] * tensor.fanIn();
      return new ModelPart(
          name, tensor, range(from, from + tensor.fanIn()), bias(tensor, indices[0], layout));
    }
    int flat = 0;
    for (int axis = 0; axis < indices.length; axis++) {
      flat = flat * tensor.shape().get(axis) + indices[axis];
    }
    return new ModelPart(name, tensor, List.of(tensor.offset() + flat), -1);
  }

  private static int[] indices(String name, @Nullable String text, Parameter tensor) {
    if (text == null) {
      return new int[0];
    }
    try {
      int[] indices =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .mapToInt(Integer::parseInt)
              .toArray();
      boolean inside =
          (indices.length == 1 || indices.length == tensor.shape().size())
              && IntStream.range(0, indices.length)
                  .allMatch(axis -> indices[axis] < tensor.shape().get(axis));
      if (inside) {
        return indices;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "%s: %s has shape %s; name a weight by all its indices, from 0, or a unit by the first"
            .formatted(name, tensor.name(), tensor.shape()));
  }

  private static int bias(Parameter tensor, int unit, ParameterLayout layout) {
    return layout.parameters().stream()
        .filter(p -> p.role() == ParameterRole.BIAS && p.layer().equals(tensor.layer()))
        .filter(p -> p.size() == tensor.units())
        .mapToInt(p -> p.offset() + unit)
        .findFirst()
        .orElse(-1);
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  boolean isWeight() {
    return weights.size() == 1;
  }
}
