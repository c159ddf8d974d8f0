package org.espalier.adapter.onnx.internal.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.adapter.onnx.internal.file.FloatType;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.adapter.onnx.internal.proto.TensorShapeProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;
import org.espalier.core.EspalierException;

/** Removes units from a model: slices of every tensor that has a place for them. */
public final class Reducer {
  private static final int IR_WITHOUT_INPUTS = 4;

  private final ModelLayout layout;
  private final Graph graph;
  private final ModelProto model;
  private final GraphProto.Builder reduced;
  private final IdentityHashMap<UnitSpace, BitSet> removed = new IdentityHashMap<>();
  private final Map<Graph.Use, List<Cut>> cuts = new LinkedHashMap<>();

  /** Places that stay on an axis. */
  private record Cut(int axis, List<Integer> kept) {}

  private Reducer(ModelLayout layout, ModelProto model) {
    this.layout = layout;
    this.graph = layout.graph();
    this.model = model;
    this.reduced = model.getGraph().toBuilder();
  }

  /**
   * The model without some units.
   *
   * @param model with its data inside
   * @param units those that go, by the name of each weight tensor that they are of
   * @throws EspalierException if some can't be removed; the line names what is in the way
   */
  public static ModelProto reduce(ModelLayout layout, ModelProto model, Map<String, BitSet> units) {
    Reducer reducer = new Reducer(layout, model);
    reducer.plan(units);
    reducer.cutTensors();
    reducer.fixShapes();
    reducer.fixValues();
    return model.toBuilder().setGraph(reducer.reduced).build();
  }

  private void plan(Map<String, BitSet> units) {
    Map<String, UnitSpace> removable = layout.removable();
    units.forEach(
        (name, gone) -> {
          UnitSpace space = removable.get(name);
          if (space == null) {
            throw new EspalierException(
                "units of %s can't be removed: %s is in the way"
                    .formatted(name, layout.obstacles().getOrDefault(name, "something")));
          }
          removed.put(space, gone);
        });
    removed.forEach(
        (space, gone) -> {
          for (UnitSpace.Slice slice : space.slices()) {
            cuts.computeIfAbsent(slice.use(), use -> new ArrayList<>())
                .add(new Cut(slice.axis(), kept(space, gone, slice.places())));
          }
        });
  }

  private static List<Integer> kept(UnitSpace space, BitSet gone, int places) {
    List<Integer> kept = new ArrayList<>();
    for (int unit = 0; unit < space.units(); unit++) {
      for (int place = 0; !gone.get(unit) && place < places; place++) {
        kept.add(unit * places + place);
      }
    }
    return kept;
  }

  private void cutTensors() {
    Map<Integer, List<Graph.Use>> byInitializer = new LinkedHashMap<>();
    for (Graph.Use use : cuts.keySet()) {
      byInitializer.computeIfAbsent(source(use).initializer(), i -> new ArrayList<>()).add(use);
    }
    byInitializer.forEach(this::cutTensor);
  }

  private Graph.Source source(Graph.Use use) {
    return graph.source(graph.node(use.node()).getInput(use.input())).orElseThrow();
  }

  /** In its place if all that use it lose the same, else in a copy for each that loses some. */
  private void cutTensor(int initializer, List<Graph.Use> losing) {
    List<Cut> first = Objects.requireNonNull(cuts.get(losing.get(0)));
    boolean alike =
        graph.reached(initializer).size() == losing.size()
            && losing.stream().allMatch(use -> first.equals(cuts.get(use)));
    if (alike) {
      boolean transposed = source(losing.get(0)).transposed();
      cut(reduced.getInitializerBuilder(initializer), first, transposed);
      declare(reduced.getInitializer(initializer));
      return;
    }
    for (Graph.Use use : losing) {
      if (source(use).transposed()) {
        throw new EspalierException(
            "units can't be removed: %s shares its transposed weights"
                .formatted(graph.describe(use.node())));
      }
      TensorProto.Builder copy = reduced.getInitializer(initializer).toBuilder();
      copy.setName(fresh(copy.getName() + "_of_" + use.node()));
      cut(copy, Objects.requireNonNull(cuts.get(use)), false);
      add(copy.build(), use);
    }
  }

  private String fresh(String wanted) {
    String name = wanted;
    while (graph.isKnown(name)) {
      name += "_";
    }
    return name;
  }

  private void add(TensorProto tensor, Graph.Use use) {
    reduced.addInitializer(tensor);
    reduced.getNodeBuilder(use.node()).setInput(use.input(), tensor.getName());
    if (model.getIrVersion() < IR_WITHOUT_INPUTS) {
      ValueInfoProto.Builder input = reduced.addInputBuilder().setName(tensor.getName());
      input.getTypeBuilder().getTensorTypeBuilder().setElemType(tensor.getDataType());
      declare(tensor);
    }
  }

  /** Old versions have every initializer among the inputs, with its shape. */
  private void declare(TensorProto tensor) {
    for (ValueInfoProto.Builder input : reduced.getInputBuilderList()) {
      if (input.getName().equals(tensor.getName())) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        tensor.getDimsList().forEach(axis -> shape.addDimBuilder().setDimValue(axis));
        input.getTypeBuilder().getTensorTypeBuilder().setShape(shape);
      }
    }
  }

  private static void cut(TensorProto.Builder tensor, List<Cut> cuts, boolean transposed) {
    int bytes = FloatType.of(tensor.getDataType()).orElseThrow().bytes();
    for (Cut cut : cuts) {
      int axis = transposed ? 1 - cut.axis : cut.axis;
      List<Long> dims = tensor.getDimsList();
      int inner =
          dims.subList(axis + 1, dims.size()).stream().reduce(1L, (a, b) -> a * b).intValue();
      tensor.setRawData(
          select(tensor.getRawData(), Math.toIntExact(dims.get(axis)), inner * bytes, cut.kept));
      tensor.setDims(axis, cut.kept.size());
    }
  }

  private static ByteString select(ByteString data, int length, int block, List<Integer> kept) {
    int rows = data.size() / Math.max(1, length * block);
    byte[] selected = new byte[rows * kept.size() * block];
    ByteBuffer bytes = data.asReadOnlyByteBuffer().slice();
    int at = 0;
    for (int row = 0; row < rows; row++) {
      for (int place : kept) {
        bytes.get((row * length + place) * block, selected, at, block);
        at += block;
      }
    }
    return UnsafeByteOperations.unsafeWrap(selected);
  }

  private void fixShapes() {
    removed.forEach(
        (space, gone) -> {
          for (UnitSpace.FixedShape shape : space.fixedShapes()) {
            Graph.Use use = shape.use();
            String name = graph.node(use.node()).getInput(use.input());
            List<Long> numbers = new ArrayList<>(Constants.longs(graph, name).orElseThrow());
            int left = (space.units() - gone.cardinality()) * shape.places();
            numbers.set(shape.index(), (long) left);
            add(Constants.tensor(fresh(name + "_of_" + use.node()), numbers), use);
          }
        });
  }

  /** Shapes that the file tells of values in between. */
  private void fixValues() {
    Map<String, Integer> lengths = new HashMap<>();
    layout
        .values()
        .forEach(
            (name, units) -> {
              BitSet gone = removed.get(units.space().root());
              if (gone != null) {
                int left = units.space().units() - gone.cardinality();
                lengths.put(name, left * units.places());
              }
            });
    for (ValueInfoProto.Builder value : reduced.getValueInfoBuilderList()) {
      Integer length = lengths.get(value.getName());
      Units units = layout.values().get(value.getName());
      if (length != null && units != null && value.getType().getTensorType().hasShape()) {
        TensorShapeProto.Builder shape =
            value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        if (units.axis() < shape.getDimCount()) {
          shape.getDimBuilder(units.axis()).clearDimParam().setDimValue(length);
        }
      }
    }
  }
}
