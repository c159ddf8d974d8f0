package org.espalier.adapter.onnx.internal.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.adapter.onnx.internal.proto.AttributeProto;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;
import org.espalier.core.InvalidDataException;

/** Who makes and who uses each value of a model's outermost graph. */
public final class Graph {
  private final GraphProto proto;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Map<String, Integer> initializers = new LinkedHashMap<>();
  private final Map<String, List<Use>> uses = new HashMap<>();
  private final List<Integer> order = new ArrayList<>();
  private final Map<String, Source> sources = new HashMap<>();
  private final Map<Integer, List<Use>> reached = new HashMap<>();
  private final Map<Integer, List<String>> inner = new HashMap<>();

  /**
   * An input of a node.
   *
   * @param node its index
   * @param input which one, or −1 where a branch or loop inside the node uses the value
   */
  record Use(int node, int input) {}

  /**
   * An initializer, as a node sees it.
   *
   * @param initializer its index
   * @param transposed whether its two axes are swapped on the way
   */
  record Source(int initializer, boolean transposed) {}

  private Graph(GraphProto proto) {
    this.proto = proto;
  }

  /**
   * Reads a graph.
   *
   * @throws InvalidDataException if a name is given twice, a node uses what nobody makes, or nodes
   *     wait for each other
   */
  public static Graph of(GraphProto proto) {
    Graph graph = new Graph(proto);
    graph.index();
    graph.sort();
    graph.follow();
    return graph;
  }

  private void index() {
    Set<String> known = new HashSet<>();
    for (int i = 0; i < proto.getInitializerCount(); i++) {
      String name = proto.getInitializer(i).getName();
      if (initializers.put(name, i) != null) {
        throw new InvalidDataException("initializer '" + name + "' comes twice");
      }
    }
    known.addAll(initializers.keySet());
    proto.getSparseInitializerList().forEach(s -> known.add(s.getValues().getName()));
    proto.getInputList().forEach(input -> known.add(input.getName()));
    for (int i = 0; i < proto.getNodeCount(); i++) {
      for (String output : proto.getNode(i).getOutputList()) {
        if (!output.isEmpty() && (!known.add(output) || producers.put(output, i) != null)) {
          throw new InvalidDataException(
              "%s makes '%s', which is made before".formatted(describe(i), output));
        }
      }
    }
    for (int i = 0; i < proto.getNodeCount(); i++) {
      useInputs(i, known);
    }
    for (ValueInfoProto output : proto.getOutputList()) {
      if (!known.contains(output.getName())) {
        throw new InvalidDataException(
            "nothing makes '%s', an output of the model".formatted(output.getName()));
      }
    }
  }

  private void useInputs(int node, Set<String> known) {
    NodeProto proto = node(node);
    for (int j = 0; j < proto.getInputCount(); j++) {
      String input = proto.getInput(j);
      if (!input.isEmpty()) {
        if (!known.contains(input)) {
          throw new InvalidDataException(
              "%s uses '%s', which nothing makes".formatted(describe(node), input));
        }
        use(input, new Use(node, j));
      }
    }
    Set<String> outer = new HashSet<>();
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.hasG()) {
        outer(attribute.getG(), outer);
      }
      attribute.getGraphsList().forEach(graph -> outer(graph, outer));
    }
    List<String> seen = outer.stream().filter(known::contains).sorted().toList();
    seen.forEach(name -> use(name, new Use(node, -1)));
    inner.put(node, seen);
  }

  private void use(String name, Use use) {
    uses.computeIfAbsent(name, n -> new ArrayList<>()).add(use);
  }

  /** Names that a branch or loop uses; those that it makes itself are no outer graph's. */
  private static void outer(GraphProto graph, Set<String> names) {
    for (NodeProto node : graph.getNodeList()) {
      names.addAll(node.getInputList());
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          outer(attribute.getG(), names);
        }
        attribute.getGraphsList().forEach(inner -> outer(inner, names));
      }
    }
    graph.getOutputList().forEach(output -> names.add(output.getName()));
  }

  /** Nodes behind those that make what they use. */
  private void sort() {
    int[] waiting = new int[proto.getNodeCount()];
    Map<Integer, List<Integer>> followers = new HashMap<>();
    uses.forEach(
        (name, users) -> {
          Integer maker = producers.get(name);
          if (maker != null) {
            for (Use use : users) {
              waiting[use.node]++;
              followers.computeIfAbsent(maker, n -> new ArrayList<>()).add(use.node);
            }
          }
        });
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        order.add(i);
      }
    }
    for (int at = 0; at < order.size(); at++) {
      for (int follower : followers.getOrDefault(order.get(at), List.of())) {
        if (--waiting[follower] == 0) {
          order.add(follower);
        }
      }
    }
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] > 0) {
        throw new InvalidDataException(describe(i) + " waits for its own output: a cycle");
      }
    }
  }

  public GraphProto proto() {
    return proto;
  }

  /** Indices of the nodes, each behind those that make what it uses. */
  public List<Integer> order() {
    return order;
  }

  /** A node by its index. */
  public NodeProto node(int index) {
    return proto.getNode(index);
  }

  /** The node that makes a value, if a node does. */
  public Optional<NodeProto> producer(String name) {
    return Optional.ofNullable(producers.get(name)).map(this::node);
  }

  /** Whether something has a name already. */
  boolean isKnown(String name) {
    return initializers.containsKey(name)
        || producers.containsKey(name)
        || proto.getInputList().stream().anyMatch(input -> input.getName().equals(name));
  }

  public boolean isInitializer(String name) {
    return initializers.containsKey(name);
  }

  /** An initializer by its name. */
  public Optional<TensorProto> initializer(String name) {
    return Optional.ofNullable(initializers.get(name)).map(this::initializer);
  }

  TensorProto initializer(int index) {
    return proto.getInitializer(index);
  }

  /** Follows initializers through copies and swapped axes, in the nodes' order. */
  private void follow() {
    initializers.forEach((name, index) -> sources.put(name, new Source(index, false)));
    for (int index : order) {
      NodeProto node = node(index);
      Source before = node.getInputCount() == 0 ? null : sources.get(node.getInput(0));
      if (before != null && node.getOutputCount() == 1 && Operators.isStandard(node)) {
        Optional<Boolean> swaps = swaps(node, before.initializer);
        swaps.ifPresent(
            swap ->
                sources.put(
                    node.getOutput(0), new Source(before.initializer, before.transposed ^ swap)));
      }
    }
    for (int index : order) {
      List<String> inputs = node(index).getInputList();
      for (int i = 0; i < inputs.size(); i++) {
        reach(inputs.get(i), new Use(index, i));
      }
      inner(index).forEach(name -> reach(name, new Use(index, -1)));
    }
  }

  private void reach(String name, Use use) {
    Source source = sources.get(name);
    boolean passes = use.input == 0 && passes(node(use.node));
    if (source != null && !passes) {
      reached.computeIfAbsent(source.initializer, i -> new ArrayList<>()).add(use);
    }
  }

  private boolean passes(NodeProto node) {
    return node.getOutputCount() == 1 && sources.containsKey(node.getOutput(0));
  }

  /** Whether a node that only passes its input on swaps its two axes; empty for other nodes. */
  private Optional<Boolean> swaps(NodeProto node, int initializer) {
    if (node.getOpType().equals("Identity")) {
      return Optional.of(false);
    }
    boolean matrix =
        node.getOpType().equals("Transpose") && initializer(initializer).getDimsCount() == 2;
    List<Long> perm = Operators.ints(node, "perm").orElse(List.of(1L, 0L));
    return matrix && perm.equals(List.of(1L, 0L)) ? Optional.of(true) : Optional.empty();
  }

  /** The initializer behind a node's input, through copies and swapped axes. */
  Optional<Source> source(String name) {
    return Optional.ofNullable(sources.get(name));
  }

  /** All nodes' inputs that an initializer reaches, through copies and swapped axes. */
  List<Use> reached(int initializer) {
    return reached.getOrDefault(initializer, List.of());
  }

  /** Values that branches and loops inside of a node use. */
  public List<String> inner(int node) {
    return inner.getOrDefault(node, List.of());
  }

  /** A tensor's axes. */
  public static long[] shape(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
  }

  /** A node as messages call it. */
  public String describe(int index) {
    NodeProto node = node(index);
    String type =
        node.getDomain().isEmpty() ? node.getOpType() : node.getDomain() + "." + node.getOpType();
    return node.getName().isEmpty()
        ? "node %d (%s)".formatted(index, type)
        : "node '%s' (%s)".formatted(node.getName(), type);
  }
}
