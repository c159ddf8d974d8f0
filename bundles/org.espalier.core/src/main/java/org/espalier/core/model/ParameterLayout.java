package org.espalier.core.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one fixed order of a model's parameters: tensors that follow each other without a gap in the
 * flat vector θ of p values.
 *
 * @param parameters the tensors, by offset
 */
public record ParameterLayout(List<Parameter> parameters) {

  public ParameterLayout {
    parameters = List.copyOf(parameters);
    int end = 0;
    Set<String> names = new HashSet<>();
    for (Parameter parameter : parameters) {
      if (parameter.offset() != end) {
        throw new IllegalArgumentException(
            "parameter %s starts at %d, but the one before it ends at %d"
                .formatted(parameter.name(), parameter.offset(), end));
      }
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException("parameter " + parameter.name() + " comes twice");
      }
      end = parameter.end();
    }
  }

  /** p, the number of all values, biases too. */
  public int size() {
    return parameters.isEmpty() ? 0 : parameters.get(parameters.size() - 1).end();
  }

  /** The tensors that may be pruned, by offset; each is one layer for layerwise sparsity. */
  public List<Parameter> prunable() {
    return parameters.stream().filter(Parameter::prunable).toList();
  }

  /** Number of values that may be pruned. */
  public int prunableSize() {
    return prunable().stream().mapToInt(Parameter::size).sum();
  }

  public Optional<Parameter> find(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /**
   * The first difference in names, shapes or what is prunable, or empty if the other fits.
   *
   * @param other the layout to compare with
   * @param what what the other belongs to, for the sentence: "the trajectory"
   */
  public Optional<String> mismatch(ParameterLayout other, String what) {
    for (int i = 0; i < Math.max(parameters.size(), other.parameters.size()); i++) {
      String mine = i < parameters.size() ? describe(parameters.get(i)) : "nothing more";
      String theirs =
          i < other.parameters.size() ? describe(other.parameters.get(i)) : "nothing more";
      if (!mine.equals(theirs)) {
        return Optional.of("the model has %s where %s has %s".formatted(mine, what, theirs));
      }
    }
    return Optional.empty();
  }

  private static String describe(Parameter parameter) {
    return parameter.name() + " " + parameter.shape() + (parameter.prunable() ? "" : " (kept)");
  }
}
