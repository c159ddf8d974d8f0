package org.espalier.adapter.dl4j.internal;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** The axes of one example, as far as a configuration tells them. */
final class InputShape {
  private static final int LARGEST_SIDE = 4096;

  private InputShape() {}

  /** DL4J's name for (features) or (channels, height, width), fed flat. */
  static InputType type(List<Integer> shape) {
    return shape.size() == 3
        ? InputType.convolutionalFlat(shape.get(1), shape.get(2), shape.get(0))
        : InputType.feedForward(shape.stream().reduce(1, Math::multiplyExact));
  }

  /** How a network is fed, which is flat unless its first layer is a convolution as it is. */
  static InputType type(MultiLayerConfiguration configuration, List<Integer> shape) {
    boolean flat = configuration.getInputPreProcess(0) != null;
    return configuration.getConf(0).getLayer() instanceof ConvolutionLayer && !flat
        ? InputType.convolutional(shape.get(1), shape.get(2), shape.get(0))
        : type(shape);
  }

  /**
   * Reads the axes from the first layer. A convolution that is not fed flat keeps no height and
   * width; then it is the smallest square that leads to the first dense layer's size.
   *
   * @return (features) or (channels, height, width), or empty if the configuration doesn't tell
   */
  static Optional<List<Integer>> of(MultiLayerConfiguration configuration) {
    Layer first = configuration.getConf(0).getLayer();
    if (configuration.getInputPreProcess(0) instanceof FeedForwardToCnnPreProcessor flat) {
      return Optional.of(shape(flat.getNumChannels(), flat.getInputHeight(), flat.getInputWidth()));
    } else if (first instanceof DenseLayer || first instanceof BaseOutputLayer) {
      return Optional.of(List.of((int) ((FeedForwardLayer) first).getNIn()));
    } else if (first instanceof ConvolutionLayer convolution) {
      return IntStream.rangeClosed(1, LARGEST_SIDE)
          .filter(side -> leadsToDense(configuration, convolution.getNIn(), side))
          .mapToObj(side -> shape(convolution.getNIn(), side, side))
          .findFirst();
    }
    return Optional.empty();
  }

  private static List<Integer> shape(long channels, long height, long width) {
    return List.of((int) channels, (int) height, (int) width);
  }

  private static boolean leadsToDense(
      MultiLayerConfiguration configuration, long channels, int side) {
    int dense = firstDense(configuration);
    if (dense < 0
        || !(configuration.getInputPreProcess(dense)
            instanceof CnnToFeedForwardPreProcessor flat)) {
      return false;
    }
    try {
      InputType type = InputType.convolutional(side, side, channels);
      for (int layer = 0; layer < dense; layer++) {
        type = configuration.getConf(layer).getLayer().getOutputType(layer, type);
      }
      return type instanceof InputType.InputTypeConvolutional end
          && end.getHeight() == flat.getInputHeight()
          && end.getWidth() == flat.getInputWidth();
    } catch (RuntimeException e) {
      return false; // too small for a kernel
    }
  }

  private static int firstDense(MultiLayerConfiguration configuration) {
    return IntStream.range(0, configuration.getConfs().size())
        .filter(
            layer ->
                configuration.getInputPreProcess(layer) instanceof CnnToFeedForwardPreProcessor)
        .findFirst()
        .orElse(-1);
  }
}
