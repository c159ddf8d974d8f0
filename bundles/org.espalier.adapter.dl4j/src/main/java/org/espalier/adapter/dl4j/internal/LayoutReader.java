package org.espalier.adapter.dl4j.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads where each tensor lies in DL4J's flat parameter vector, whose order is the order of θ.
 *
 * <p>A dense W is (in, out) in Fortran order there, which is (out, in) in C order; a convolution's
 * W is (out, in, height, width) in C order, behind its bias. Both come out with the unit as axis 0.
 */
final class LayoutReader {
  private final MultiLayerConfiguration configuration;
  private final List<InputType> outputs;

  private LayoutReader(MultiLayerNetwork network, List<Integer> inputShape) {
    configuration = network.getLayerWiseConfigurations();
    outputs = configuration.getLayerActivationTypes(InputShape.type(configuration, inputShape));
  }

  static ParameterLayout read(MultiLayerNetwork network, List<Integer> inputShape) {
    LayoutReader reader = new LayoutReader(network, inputShape);
    List<Parameter> parameters = new ArrayList<>();
    for (Map.Entry<String, INDArray> entry : network.paramTable().entrySet()) {
      parameters.add(reader.parameter(entry.getKey(), entry.getValue()));
    }
    parameters.sort(Comparator.comparingInt(Parameter::offset));
    return new ParameterLayout(parameters, ConnectionReader.read(reader.configuration, parameters));
  }

  private Parameter parameter(String name, INDArray view) {
    int separator = name.indexOf('_');
    String layer = name.substring(0, separator);
    int index = Integer.parseInt(layer);
    ParameterRole role =
        role(configuration.getConf(index).getLayer(), name.substring(separator + 1));
    return new Parameter(
        name,
        layer,
        role,
        role == ParameterRole.WEIGHT ? axesInMemory(name, view) : List.of((int) view.length()),
        Math.toIntExact(view.offset()),
        role == ParameterRole.WEIGHT,
        role == ParameterRole.OTHER ? 0 : positions(outputs.get(index)));
  }

  private static ParameterRole role(Layer layer, String key) {
    boolean known =
        layer instanceof DenseLayer
            || layer instanceof OutputLayer
            || layer.getClass() == ConvolutionLayer.class;
    if (layer instanceof BatchNormalization) {
      return ParameterRole.NORM;
    } else if (known && key.equals("W")) {
      return ParameterRole.WEIGHT;
    } else if (known && key.equals("b")) {
      return ParameterRole.BIAS;
    }
    return ParameterRole.OTHER;
  }

  /** The view's axes, those of the longest stride first, so that it is in C order. */
  private static List<Integer> axesInMemory(String name, INDArray view) {
    int rank = view.rank();
    // Axes of length 1 have any stride; reversing a matrix gives them their place too.
    List<Integer> axes =
        IntStream.range(0, rank).map(i -> rank == 2 ? rank - 1 - i : i).boxed().toList();
    long stride = 1;
    for (int i = rank - 1; i >= 0; i--) {
      int axis = axes.get(i);
      if (view.size(axis) > 1 && view.stride(axis) != stride) {
        throw new IllegalStateException(
            "parameter %s has strides %s"
                .formatted(name, java.util.Arrays.toString(view.stride())));
      }
      stride *= view.size(axis);
    }
    return axes.stream().map(axis -> (int) view.size(axis)).toList();
  }

  private static int positions(InputType output) {
    return output instanceof InputType.InputTypeConvolutional map
        ? Math.toIntExact(map.getHeight() * map.getWidth())
        : 1;
  }
}
