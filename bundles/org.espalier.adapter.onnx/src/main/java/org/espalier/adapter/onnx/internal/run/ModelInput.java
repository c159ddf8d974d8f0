package org.espalier.adapter.onnx.internal.run;

import java.util.List;
import org.espalier.adapter.onnx.internal.file.FloatType;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.proto.DimensionProto;
import org.espalier.adapter.onnx.internal.proto.TensorTypeProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Dataset;

/**
 * The input that examples go into.
 *
 * @param name in the graph
 * @param type of its elements
 * @param batch examples of a run where the model fixes them, or 0
 * @param exampleShape axes of one example
 */
public record ModelInput(String name, FloatType type, int batch, List<Integer> exampleShape) {
  public ModelInput {
    exampleShape = List.copyOf(exampleShape);
  }

  /**
   * Finds the one input that isn't an initializer.
   *
   * @throws InvalidDataException if examples can't go in; the line says why
   */
  static ModelInput of(Graph graph) {
    List<ValueInfoProto> inputs =
        graph.proto().getInputList().stream()
            .filter(input -> !graph.isInitializer(input.getName()))
            .toList();
    if (inputs.size() != 1) {
      throw new InvalidDataException(
          "it has %d inputs (%s); to be run on a data set it must have one"
              .formatted(
                  inputs.size(),
                  String.join(", ", inputs.stream().map(ValueInfoProto::getName).toList())));
    }
    String name = inputs.get(0).getName();
    TensorTypeProto told = inputs.get(0).getType().getTensorType();
    FloatType type =
        FloatType.of(told.getElemType())
            .orElseThrow(
                () -> new InvalidDataException("its input " + name + " doesn't take floats"));
    List<DimensionProto> axes = told.getShape().getDimList();
    if (axes.size() < 2) {
      throw new InvalidDataException(
          "its input %s has %d axes; it needs one for the batch and more for an example"
              .formatted(name, axes.size()));
    }
    long examples = 1;
    for (DimensionProto axis : axes.subList(1, axes.size())) {
      examples =
          axis.getDimValue() < 1 ? 0 : Math.min(Integer.MAX_VALUE, examples * axis.getDimValue());
      if (examples < 1 || examples == Integer.MAX_VALUE) {
        throw new InvalidDataException(
            "its input %s has an axis of unknown or impossible length; export it with fixed ones"
                .formatted(name));
      }
    }
    return new ModelInput(
        name,
        type,
        (int) Math.min(Short.MAX_VALUE, Math.max(0, axes.get(0).getDimValue())),
        axes.subList(1, axes.size()).stream().map(axis -> (int) axis.getDimValue()).toList());
  }

  /** Values of one example. */
  public int width() {
    return exampleShape.stream().reduce(1, Math::multiplyExact);
  }

  /**
   * Examples in a row; where they don't fill a run, the last of the data comes again.
   *
   * @param first of the data
   * @param count how many go into the run
   */
  public float[] values(Dataset data, int first, int count) {
    float[] values = new float[Math.multiplyExact(count, data.width())];
    for (int i = 0; i < count; i++) {
      data.copyExample(Math.min(first + i, data.size() - 1), values, i * data.width());
    }
    return values;
  }

  /** Shape of a run of so many examples. */
  public long[] shape(int examples) {
    long[] shape = new long[exampleShape.size() + 1];
    shape[0] = examples;
    for (int i = 0; i < exampleShape.size(); i++) {
      shape[i + 1] = exampleShape.get(i);
    }
    return shape;
  }
}
