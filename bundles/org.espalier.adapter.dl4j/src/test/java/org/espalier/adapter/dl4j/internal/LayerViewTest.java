package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * WX + b by plain loops over what a layer is shown to see is what DL4J's own layer computes, whose
 * activation is the identity here.
 */
class LayerViewTest {
  private static final List<Integer> SHAPE = List.of(2, 9, 8);
  private static final Dataset DATA = TestModels.clusters(SHAPE, 70, 3);

  @Test
  void showsWhatConvolutionsAndDenseLayersCompute() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .activation(Activation.IDENTITY)
            .list()
            .layer(convolution(ConvolutionMode.Same, 2, 3).stride(2, 1).nOut(3).build())
            .layer(new BatchNormalization.Builder().build())
            .layer(
                convolution(ConvolutionMode.Truncate, 3, 2)
                    .padding(1, 2)
                    .stride(1, 2)
                    .dilation(1, 2)
                    .nOut(4)
                    .build())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(1, 1).build())
            .layer(convolution(ConvolutionMode.Same, 4, 4).dilation(2, 1).nOut(2).build())
            .layer(new DenseLayer.Builder().nOut(5).build())
            .layer(output())
            .setInputType(InputType.convolutionalFlat(9, 8, 2))
            .build();
    requireInputs(configuration, 5);
  }

  @Test
  void showsWhatAnOutputLayerAloneComputes() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .list()
            .layer(output())
            .setInputType(InputType.feedForward(2 * 9 * 8))
            .build();
    requireInputs(configuration, 1);
  }

  @Test
  void refusesWhatIsNoWeightOfTheModel() {
    try (Dl4jModel model = Dl4jModel.create(TestModels.MLP, 1)) {
      Parameter bias =
          model.layout().parameters().stream().filter(p -> !p.prunable()).findFirst().orElseThrow();
      Dataset data = TestModels.clusters(List.of(5), 3, 1);
      assertEquals(
          bias.name() + " is not one of the model's weights",
          assertThrows(IllegalArgumentException.class, () -> model.visitInputs(bias, data, x -> {}))
              .getMessage());
    }
  }

  private static ConvolutionLayer.Builder convolution(ConvolutionMode mode, int high, int wide) {
    return new ConvolutionLayer.Builder(high, wide).convolutionMode(mode);
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .nOut(3)
        .build();
  }

  private static void requireInputs(MultiLayerConfiguration configuration, int tensors) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    List<Integer> shape = InputShape.of(configuration).orElseThrow();
    ParameterLayout layout = LayoutReader.read(network, shape);
    assertEquals(tensors, layout.prunable().size());
    Dataset data = DATA.reshape(shape);
    float[] features = new float[data.size() * data.width()];
    for (int i = 0; i < data.size(); i++) {
      data.copyExample(i, features, i * data.width());
    }
    List<INDArray> activations =
        network.feedForward(Nd4j.create(features, data.size(), data.width()), false);
    for (Parameter tensor : layout.prunable()) {
      int index = Integer.parseInt(tensor.layer());
      List<float[]> columns = new ArrayList<>();
      new LayerView(network, index, x -> columns.add(x.clone())).visit(data);
      requireOutput(network.getLayer(index), columns, tensor, activations.get(index + 1));
    }
  }

  private static void requireOutput(
      Layer layer, List<float[]> columns, Parameter tensor, INDArray activation) {
    INDArray w = layer.getParam("W");
    // Dense W is (in, out) in memory by columns, which is (out, in) by rows.
    float[] weights =
        (w.rank() == 2 ? w.transpose() : w).dup('c').reshape(w.length()).toFloatVector();
    float[] biases = layer.getParam("b").dup().reshape(tensor.units()).toFloatVector();
    float[] expected = activation.dup('c').reshape(activation.length()).toFloatVector();
    assertEquals(expected.length, columns.size() * tensor.units(), tensor.name());
    int positions = columns.size() / DATA.size();
    for (int n = 0; n < columns.size(); n++) {
      double[] outputs = new double[tensor.units()];
      for (int unit = 0; unit < outputs.length; unit++) {
        outputs[unit] = biases[unit];
        for (int j = 0; j < tensor.fanIn(); j++) {
          outputs[unit] += (double) weights[unit * tensor.fanIn() + j] * columns.get(n)[j];
        }
      }
      boolean last = tensor.units() == 3 && activation.rank() == 2;
      double total = 0;
      for (double output : outputs) {
        total += Math.exp(output);
      }
      for (int unit = 0; unit < outputs.length; unit++) {
        int at = (n / positions * outputs.length + unit) * positions + n % positions;
        double output = last ? Math.exp(outputs[unit]) / total : outputs[unit];
        assertEquals(expected[at], output, 1e-4, tensor.name() + " column " + n);
      }
    }
  }
}
