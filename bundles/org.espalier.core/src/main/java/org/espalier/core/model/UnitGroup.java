package org.espalier.core.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Weight tensors whose units come and go together, unit by unit: one by itself, or several that are
 * summed up before they are taken in (a residual sum).
 *
 * @param sources the tensors whose units they are, by offset, all with as many units
 * @param targets the tensors that take them in, by offset; one may be a source, too
 */
public record UnitGroup(List<Parameter> sources, List<Parameter> targets) {
  /**
   * A group.
   *
   * @throws IllegalArgumentException if there is no source, or one has more units than another
   */
  public UnitGroup {
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a group of units that are of no tensor");
    }
    Parameter first = sources.get(0);
    for (Parameter source : sources) {
      if (source.units() != first.units()) {
        throw new IllegalArgumentException(
            "the %d units of %s can't be summed up with the %d of %s"
                .formatted(source.units(), source.name(), first.units(), first.name()));
      }
    }
  }

  /**
   * The groups of a model, as far as its connections are known, by the offset of their first
   * source; units that nothing is known to take in are in none.
   */
  public static List<UnitGroup> of(ParameterLayout layout) {
    Map<String, Set<String>> together = new LinkedHashMap<>();
    for (Connection connection : layout.connections()) {
      together.computeIfAbsent(connection.source(), UnitGroup::alone);
    }
    Map<String, String> first = new LinkedHashMap<>();
    for (Connection connection : layout.connections()) {
      String other = first.putIfAbsent(connection.target(), connection.source());
      if (other != null) {
        join(together, other, connection.source());
      }
    }
    List<UnitGroup> groups = new ArrayList<>();
    for (Parameter tensor : layout.parameters()) {
      Set<String> names = together.get(tensor.name());
      if (names != null && groups.stream().noneMatch(g -> g.sources.contains(tensor))) {
        groups.add(of(layout, names));
      }
    }
    return groups;
  }

  private static Set<String> alone(String name) {
    return new LinkedHashSet<>(List.of(name));
  }

  private static void join(Map<String, Set<String>> together, String one, String other) {
    Set<String> all = new LinkedHashSet<>(Objects.requireNonNull(together.get(one)));
    all.addAll(Objects.requireNonNull(together.get(other)));
    all.forEach(name -> together.put(name, all));
  }

  private static UnitGroup of(ParameterLayout layout, Set<String> names) {
    List<Parameter> sources =
        layout.parameters().stream().filter(p -> names.contains(p.name())).toList();
    List<Parameter> targets =
        layout.parameters().stream()
            .filter(
                p ->
                    layout.connections().stream()
                        .anyMatch(c -> c.target().equals(p.name()) && names.contains(c.source())))
            .toList();
    return new UnitGroup(sources, targets);
  }

  /** Number of units of each source. */
  public int units() {
    return sources.get(0).units();
  }

  /** The weights that take a unit in: one run for each unit of each target, rising in each. */
  public List<IndexRange> outgoing(int unit) {
    List<IndexRange> runs = new ArrayList<>();
    targets.forEach(target -> addOutgoing(unit, target, false, runs));
    return runs;
  }

  /** Those that stay when the unit's own weights go: not its row where a target is a source. */
  public List<IndexRange> outgoingToOthers(int unit) {
    List<IndexRange> runs = new ArrayList<>();
    targets.forEach(target -> addOutgoing(unit, target, sources.contains(target), runs));
    return runs;
  }

  private void addOutgoing(int unit, Parameter target, boolean skipsOwn, List<IndexRange> runs) {
    int length = target.fanIn() / units();
    int from = target.offset() + unit * length;
    for (int j = 0; j < target.units(); j++, from += target.fanIn()) {
      if (!skipsOwn || j != unit) {
        runs.add(new IndexRange(from, from + length));
      }
    }
  }

  /** A unit's own weights: one run for each source. */
  public List<IndexRange> incoming(int unit) {
    return sources.stream()
        .map(
            source -> {
              int from = source.offset() + unit * source.fanIn();
              return new IndexRange(from, from + source.fanIn());
            })
        .toList();
  }

  /**
   * Every weight that goes with a unit: its own, then those that take it in. A run that is both (of
   * a tensor that takes in the sum that it is added to) is there once.
   */
  public List<IndexRange> members(int unit) {
    List<IndexRange> runs = new ArrayList<>(incoming(unit));
    runs.addAll(outgoingToOthers(unit));
    return runs;
  }

  /** The sources' names, for a sentence: {@code conv1.weight + conv3.weight}. */
  public String name() {
    return String.join(" + ", sources.stream().map(Parameter::name).toList());
  }
}
