package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class ConnectionReaderTest {
  private static final List<Integer> IMAGE = List.of(2, 6, 5);

  @Test
  void aPerceptronIsAChain() {
    assertEquals(
        List.of(new Connection("0_W", "1_W"), new Connection("1_W", "2_W")),
        connections(NetworkBuilder.configure(TestModels.MLP), List.of(5)));
  }

  @Test
  void leadThroughPoolingAndFlattening() {
    assertEquals(
        List.of(
            new Connection("0_W", "2_W"),
            new Connection("2_W", "3_W"),
            new Connection("3_W", "4_W")),
        connections(NetworkBuilder.configure(TestModels.CNN), IMAGE));
  }

  @Test
  void leadThroughWhatKeepsEachUnitInItsPlace() {
    assertEquals(
        List.of(new Connection("0_W", "4_W")),
        connections(
            CNN2DFormat.NCHW,
            convolution(3),
            new BatchNormalization(),
            new ActivationLayer(Activation.RELU),
            new GlobalPoolingLayer(PoolingType.AVG)));
    assertEquals(
        List.of(new Connection("0_W", "1_W"), new Connection("1_W", "3_W")),
        connections(CNN2DFormat.NCHW, convolution(3), dense(4), new BatchNormalization()));
  }

  @Test
  void endWhereUnitsMix() {
    assertEquals(
        List.of(new Connection("0_W", "1_W")),
        connections(
            CNN2DFormat.NCHW, convolution(3), convolution(4), new LocalResponseNormalization()));
    assertEquals(
        List.of(),
        connections(
            CNN2DFormat.NCHW,
            convolution(3),
            new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(1).nOut(3).build()));
    assertEquals(
        List.of(new Connection("0_W", "1_W")),
        connections(
            CNN2DFormat.NCHW,
            convolution(3),
            new DenseLayer.Builder().nOut(4).hasLayerNorm(true).build()));
  }

  /** Flattened with the channels last, the places of a filter don't follow each other. */
  @Test
  void endWhereTheChannelsComeLast() {
    assertEquals(
        List.of(new Connection("0_W", "1_W")),
        connections(CNN2DFormat.NHWC, convolution(3), convolution(4)));
  }

  @Test
  void endAtRecurrentLayers() {
    MultiLayerConfiguration recurrent =
        builder(dense(3), new LSTM.Builder().nOut(4).build(), dense(3))
            .setInputType(InputType.feedForward(5))
            .build();
    assertEquals(List.of(new Connection("2_W", "3_W")), connections(recurrent, List.of(5)));
  }

  /** A filter that gives nothing: what takes it in may be anything, what takes others in not. */
  @Test
  void theWeightsThatTakeAFilterInAreThoseThatDependOnIt() {
    MultiLayerConfiguration configuration =
        builder(
                convolution(3),
                new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build(),
                convolution(4),
                dense(5))
            .setInputType(InputShape.type(IMAGE))
            .build();
    Random random = new Random(8);
    float[] weights = new float[(int) Networks.size(configuration)];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) Math.abs(random.nextGaussian()) / 4;
    }
    MultiLayerNetwork network = Networks.create(configuration, weights);
    ParameterLayout layout = LayoutReader.read(network, IMAGE);
    assertEquals(3, layout.connections().size());
    for (Connection connection : layout.connections()) {
      Parameter source = layout.find(connection.source()).orElseThrow();
      for (int unit = 0; unit < source.units(); unit++) {
        float[] without = silence(weights, layout, source, unit);
        requireOthersOnly(network, layout, connection, unit, without);
      }
    }
  }

  /** Zeroes a unit's weights and bias. */
  private static float[] silence(
      float[] weights, ParameterLayout layout, Parameter source, int unit) {
    float[] silent = weights.clone();
    int first = source.offset() + unit * source.fanIn();
    Arrays.fill(silent, first, first + source.fanIn(), 0);
    Parameter bias = layout.find(source.layer() + "_b").orElseThrow();
    silent[bias.offset() + unit] = 0;
    return silent;
  }

  private static void requireOthersOnly(
      MultiLayerNetwork network,
      ParameterLayout layout,
      Connection connection,
      int unit,
      float[] weights) {
    Parameter target = layout.find(connection.target()).orElseThrow();
    int inputs = target.shape().get(1);
    int each = inputs / layout.find(connection.source()).orElseThrow().units();
    int places = target.fanIn() / inputs;
    INDArray before = output(network, weights);
    for (int input = 0; input < inputs; input++) {
      float[] changed = weights.clone();
      for (int k = 0; k < places; k++) {
        changed[target.offset() + input * places + k] += 0.5f; // of the first unit of the target
      }
      double change = output(network, changed).sub(before).norm1Number().doubleValue();
      if (input / each == unit) {
        assertEquals(0, change, connection + ", input " + input);
      } else {
        assertTrue(change > 1e-4, connection + ", input " + input + ": " + change);
      }
    }
  }

  private static INDArray output(MultiLayerNetwork network, float[] weights) {
    FlatArray.write(weights, network.params());
    INDArray ones = Nd4j.ones(1, 60);
    return network.output(ones).dup();
  }

  private static List<Connection> connections(CNN2DFormat format, Layer... hidden) {
    InputType input =
        format == CNN2DFormat.NCHW
            ? InputType.convolutionalFlat(6, 5, 2)
            : InputType.convolutional(6, 5, 2, format);
    for (Layer layer : hidden) {
      if (layer instanceof ConvolutionLayer convolution) {
        convolution.setCnn2dDataFormat(format);
      }
    }
    return connections(builder(hidden).setInputType(input).build(), IMAGE);
  }

  private static List<Connection> connections(
      MultiLayerConfiguration configuration, List<Integer> inputShape) {
    float[] zeros = new float[(int) Networks.size(configuration)];
    MultiLayerNetwork network = Networks.create(configuration, zeros);
    return LayoutReader.read(network, inputShape).connections();
  }

  private static NeuralNetConfiguration.ListBuilder builder(Layer... hidden) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().activation(Activation.RELU).list();
    for (Layer layer : hidden) {
      layers.layer(layer);
    }
    // Without a softmax, whose saturation would hide a change.
    return layers.layer(
        new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
            .nOut(3)
            .activation(Activation.IDENTITY)
            .build());
  }

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(2, 2).nOut(filters).build();
  }

  private static DenseLayer dense(int units) {
    return new DenseLayer.Builder().nOut(units).build();
  }
}
