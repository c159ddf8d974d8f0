package org.espalier.adapter.dl4j.internal;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** From an architecture to a configuration of DL4J, and its first weights. */
final class NetworkBuilder {
  private NetworkBuilder() {}

  /**
   * ReLU hidden layers and a softmax output under cross-entropy; a spatial input is fed flat, in
   * order (channels, height, width), so that the saved configuration tells its axes.
   *
   * @throws IllegalArgumentException if pooling leaves nothing of the input
   */
  static MultiLayerConfiguration configure(Architecture architecture) {
    requireRoomForPooling(architecture);
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(0) // else the time of day, which would be saved with the network
            .updater(new Sgd())
            .activation(Activation.RELU)
            .weightInit(WeightInit.RELU)
            .list();
    architecture.hidden().forEach(spec -> layers.layer(layer(spec)));
    layers.layer(
        new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
            .nOut(architecture.classes())
            .activation(Activation.SOFTMAX)
            .build());
    return layers.setInputType(InputShape.type(architecture.inputShape())).build();
  }

  private static Layer layer(LayerSpec spec) {
    if (spec instanceof LayerSpec.Dense dense) {
      return new DenseLayer.Builder().nOut(dense.units()).build();
    } else if (spec instanceof LayerSpec.Convolution convolution) {
      return new ConvolutionLayer.Builder(convolution.kernel(), convolution.kernel())
          .stride(1, 1)
          .convolutionMode(ConvolutionMode.Same)
          .nOut(convolution.filters())
          .build();
    }
    int size = ((LayerSpec.MaxPooling) spec).size();
    return new SubsamplingLayer.Builder(PoolingType.MAX)
        .kernelSize(size, size)
        .stride(size, size)
        .convolutionMode(ConvolutionMode.Truncate)
        .build();
  }

  private static void requireRoomForPooling(Architecture architecture) {
    List<Integer> shape = architecture.inputShape();
    int side = shape.size() == 3 ? Math.min(shape.get(1), shape.get(2)) : Integer.MAX_VALUE;
    for (LayerSpec spec : architecture.hidden()) {
      if (spec instanceof LayerSpec.MaxPooling pooling) {
        if (side < pooling.size()) {
          throw new IllegalArgumentException(
              "model %s pools %d × %d where height or width is only %d; pool less often"
                  .formatted(architecture.name(), pooling.size(), pooling.size(), side));
        }
        side /= pooling.size();
      }
    }
  }

  /** Normal weights of variance 2 ÷ fan-in (He et al. 2015), in the order of θ; biases zero. */
  static float[] heInitialization(ParameterLayout layout, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[layout.size()];
    for (Parameter parameter : layout.parameters()) {
      if (parameter.role() == ParameterRole.WEIGHT) {
        double deviation = Math.sqrt(2.0 / parameter.fanIn());
        for (int k = parameter.offset(); k < parameter.end(); k++) {
          weights[k] = (float) (deviation * random.nextGaussian());
        }
      }
    }
    return weights;
  }
}
