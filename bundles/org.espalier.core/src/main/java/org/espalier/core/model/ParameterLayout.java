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
 * @param connections whose units are whose inputs, as far as it is known; empty in a manifest
 */
public record ParameterLayout(List<Parameter> parameters, List<Connection> connections) {

  /** Tensors of which nobody has said how they are connected. */
  public ParameterLayout(List<Parameter> parameters) {
    this(parameters, List.of());
  }

  public ParameterLayout {
    parameters = List.copyOf(parameters);
    connections = List.copyOf(connections);
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
    for (Connection connection : connections) {
      requireFitting(connection, parameters);
    }
  }

  private static void requireFitting(Connection connection, List<Parameter> parameters) {
    Parameter source = named(connection.source(), parameters);
    Parameter target = named(connection.target(), parameters);
    for (Parameter end : List.of(source, target)) {
      if (end.role() != ParameterRole.WEIGHT && !end.prunable()) {
        throw new IllegalArgumentException(
            "a connection of " + end.name() + ", which has no units");
      }
    }
    if (target.shape().size() < 2 || target.shape().get(1) % source.units() != 0) {
      throw new IllegalArgumentException(
          "the %d units of %s can't be the inputs of %s, whose shape is %s"
              .formatted(source.units(), source.name(), target.name(), target.shape()));
    }
  }

  private static Parameter named(String name, List<Parameter> parameters) {
    return parameters.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("a connection of " + name + ", which is not there"));
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
