package org.espalier.adapter.onnx.internal.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;

/** A model's parameters and how their units hang together. */
public final class ModelLayout {
  /** Far beyond any network's; keeps a small file from making many. */
  private static final int MOST_CONNECTIONS = 10_000;

  private final Graph graph;
  private final List<Tensor> tensors;
  private final UnitTracer tracer;
  private final ParameterLayout parameters;
  private final Map<Integer, String> names = new HashMap<>();

  /**
   * Reads a graph.
   *
   * @param shapes of all values that one example makes, by name; empty if the model can't be run,
   *     and then no connections are known
   * @param isFloats whether an initializer, by index, is of a type that θ can hold
   * @param isFinite whether all its values are numbers
   */
  public ModelLayout(
      Graph graph, Map<String, long[]> shapes, IntPredicate isFloats, IntPredicate isFinite) {
    this.graph = graph;
    tensors = new ParameterReader(graph, shapes).read(isFloats, isFinite);
    tracer = new UnitTracer(graph, shapes);
    if (!shapes.isEmpty()) {
      tracer.trace();
    }
    List<Parameter> all = tensors.stream().map(Tensor::parameter).toList();
    for (Tensor tensor : tensors) {
      if (tensor.parameter().role() == ParameterRole.WEIGHT) {
        names.put(tensor.initializer(), tensor.parameter().name());
      }
    }
    parameters = new ParameterLayout(all, connections());
  }

  private List<Connection> connections() {
    List<Connection> connections = new ArrayList<>();
    for (UnitSpace space : spaces()) {
      int more = space.sources().size() * space.targets().size();
      if (connections.size() + more > MOST_CONNECTIONS) {
        space.block("the number of tensors that are summed up");
      }
      if (space.obstacle() == null && allNamed(space)) {
        for (int source : space.sources()) {
          for (int target : space.targets()) {
            connections.add(new Connection(name(source), name(target)));
          }
        }
      }
    }
    return connections;
  }

  /**
   * Whether all that a space joins are weights here: a space may also join tensors without data.
   */
  private boolean allNamed(UnitSpace space) {
    return names.keySet().containsAll(space.sources())
        && names.keySet().containsAll(space.targets());
  }

  private String name(int initializer) {
    return Objects.requireNonNull(names.get(initializer));
  }

  /** Each space once. */
  private Set<UnitSpace> spaces() {
    Set<UnitSpace> spaces = new LinkedHashSet<>();
    tracer.spaces().values().forEach(space -> spaces.add(space.root()));
    return spaces;
  }

  public ParameterLayout parameters() {
    return parameters;
  }

  public List<Tensor> tensors() {
    return tensors;
  }

  /**
   * Why units of a weight tensor can't be removed, by its name: the node that is in the way. That
   * the last layer's are the model's output goes without saying.
   */
  public Map<String, String> obstacles() {
    Map<String, String> obstacles = new LinkedHashMap<>();
    tracer
        .spaces()
        .forEach(
            (source, space) -> {
              String obstacle = space.obstacle();
              boolean last =
                  obstacle != null
                      && obstacle.startsWith(UnitTracer.OUTPUT)
                      && space.targets().isEmpty();
              if (obstacle != null && !last && names.containsKey(source)) {
                obstacles.put(name(source), obstacle);
              }
            });
    return obstacles;
  }

  Graph graph() {
    return graph;
  }

  /** Spaces whose units can be removed, by the name of each of their sources. */
  Map<String, UnitSpace> removable() {
    Map<String, UnitSpace> removable = new LinkedHashMap<>();
    for (UnitSpace space : spaces()) {
      if (space.obstacle() == null) {
        space.sources().stream()
            .filter(names::containsKey)
            .forEach(source -> removable.put(name(source), space));
      }
    }
    return removable;
  }

  /** Values that have units, by name. */
  Map<String, Units> values() {
    return tracer.values();
  }
}
