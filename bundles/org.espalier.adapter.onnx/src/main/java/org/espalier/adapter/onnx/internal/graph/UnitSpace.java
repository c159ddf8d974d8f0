package org.espalier.adapter.onnx.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Units that come and go together, unit by unit: those of one weight tensor, or of several that are
 * summed up; and all that goes with them.
 */
final class UnitSpace {
  private final int units;
  private @Nullable UnitSpace joined;
  private final Set<Integer> sources = new TreeSet<>();
  private final Set<Integer> targets = new TreeSet<>();
  private final List<Slice> slices = new ArrayList<>();
  private final List<FixedShape> fixedShapes = new ArrayList<>();
  private @Nullable String obstacle;

  /**
   * An axis of a node's input that has a run of places for each unit.
   *
   * @param use the input, an initializer
   * @param axis of the input as the node sees it
   * @param places of each unit
   */
  record Slice(Graph.Use use, int axis, int places) {}

  /**
   * A constant shape with as many places in it as the units have.
   *
   * @param use the input of a Reshape
   * @param index of the number
   * @param places of each unit
   */
  record FixedShape(Graph.Use use, int index, int places) {}

  UnitSpace(int units) {
    this.units = units;
  }

  /** The space that this one has become part of, or itself. */
  UnitSpace root() {
    UnitSpace root = this;
    while (root.joined != null) {
      root = root.joined;
    }
    return root;
  }

  /** Makes one space of two whose units are added up. */
  void join(UnitSpace other) {
    boolean larger = root().slices.size() >= other.root().slices.size();
    UnitSpace one = larger ? root() : other.root();
    UnitSpace two = larger ? other.root() : root();
    if (one != two) {
      two.joined = one;
      one.sources.addAll(two.sources);
      one.targets.addAll(two.targets);
      one.slices.addAll(two.slices);
      one.fixedShapes.addAll(two.fixedShapes);
      one.block(two.obstacle);
    }
  }

  /** Notes what keeps units from being removed; the first reason counts. */
  void block(@Nullable String reason) {
    UnitSpace root = root();
    root.obstacle = root.obstacle == null ? reason : root.obstacle;
  }

  void addSource(int initializer) {
    root().sources.add(initializer);
  }

  void addTarget(int initializer) {
    root().targets.add(initializer);
  }

  void add(Slice slice) {
    root().slices.add(slice);
  }

  void add(FixedShape shape) {
    root().fixedShapes.add(shape);
  }

  int units() {
    return units;
  }

  Set<Integer> sources() {
    return root().sources;
  }

  Set<Integer> targets() {
    return root().targets;
  }

  List<Slice> slices() {
    return root().slices;
  }

  List<FixedShape> fixedShapes() {
    return root().fixedShapes;
  }

  @Nullable String obstacle() {
    return root().obstacle;
  }
}
