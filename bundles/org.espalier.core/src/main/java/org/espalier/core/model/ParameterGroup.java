package org.espalier.core.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters that are looked at as one: a neuron, a filter or a layer.
 *
 * @param name such as {@code 0.W[17]} for unit 17 of a weight tensor, or the layer's name
 * @param ranges runs of θ, rising, none empty
 */
public record ParameterGroup(String name, List<IndexRange> ranges) {
  public ParameterGroup {
    ranges = List.copyOf(ranges);
  }

  /** Number of parameters. */
  public int size() {
    return ranges.stream().mapToInt(range -> range.to() - range.from()).sum();
  }

  /**
   * Divides a model's parameters into groups; each parameter is in exactly one.
   *
   * <p>Units are those of each weight tensor, with their value of each other tensor of the layer
   * that has one value a unit: the bias, a normalisation's scale and shift. A tensor that has no
   * part in any unit is a group by itself.
   *
   * @throws IllegalArgumentException for {@link Granularity#WEIGHT}, which needs no groups
   */
  public static List<ParameterGroup> of(ParameterLayout layout, Granularity granularity) {
    return switch (granularity) {
      case LAYER -> layers(layout);
      case UNIT -> units(layout);
      case WEIGHT -> throw new IllegalArgumentException("single weights are no groups");
    };
  }

  private static List<ParameterGroup> layers(ParameterLayout layout) {
    Map<String, List<IndexRange>> layers = new LinkedHashMap<>();
    for (Parameter tensor : layout.parameters()) {
      layers
          .computeIfAbsent(tensor.layer(), name -> new ArrayList<>())
          .add(new IndexRange(tensor.offset(), tensor.end()));
    }
    return layers.entrySet().stream()
        .map(e -> new ParameterGroup(e.getKey(), e.getValue()))
        .toList();
  }

  private static List<ParameterGroup> units(ParameterLayout layout) {
    Map<String, List<IndexRange>> groups = new LinkedHashMap<>();
    for (Parameter tensor : layout.parameters()) {
      Parameter owner = owner(tensor, layout);
      boolean whole = owner.equals(tensor) && tensor.role() != ParameterRole.WEIGHT;
      int units = whole ? 1 : tensor.units();
      int length = tensor.size() / units;
      for (int unit = 0; unit < units; unit++) {
        int from = tensor.offset() + unit * length;
        groups
            .computeIfAbsent(
                whole ? tensor.name() : "%s[%d]".formatted(owner.name(), unit),
                name -> new ArrayList<>())
            .add(new IndexRange(from, from + length));
      }
    }
    return groups.entrySet().stream()
        .map(e -> new ParameterGroup(e.getKey(), e.getValue()))
        .toList();
  }

  /** The weight tensor whose units have a value each in a tensor, or the tensor itself. */
  private static Parameter owner(Parameter tensor, ParameterLayout layout) {
    if (tensor.role() == ParameterRole.WEIGHT) {
      return tensor;
    }
    return layout.parameters().stream()
        .filter(w -> w.role() == ParameterRole.WEIGHT && w.layer().equals(tensor.layer()))
        .filter(w -> w.units() == tensor.size())
        .findFirst()
        .orElse(tensor);
  }
}
