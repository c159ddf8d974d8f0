package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

class LayoutReaderTest {
  @Test
  void denseWeightsAreOutByInThoughDl4jShowsThemInByOut() {
    MultiLayerNetwork network = numbered(NetworkBuilder.configure(TestModels.MLP));
    ParameterLayout layout = LayoutReader.read(network, List.of(5));
    assertEquals(
        List.of("0_W", "0_b", "1_W", "1_b", "2_W", "2_b"),
        layout.parameters().stream().map(Parameter::name).toList());
    for (int layer = 0; layer < 3; layer++) {
      Parameter w = layout.find(layer + "_W").orElseThrow();
      INDArray view = network.getParam(w.name());
      assertEquals(List.of((int) view.size(1), (int) view.size(0)), w.shape());
      for (int unit = 0; unit < w.units(); unit++) {
        for (int in = 0; in < w.fanIn(); in++) {
          int index = w.offset() + unit * w.fanIn() + in;
          assertEquals(index, view.getFloat(in, unit), w.name());
        }
      }
      assertNumbered(network, layout.find(layer + "_b").orElseThrow());
    }
    Parameter first = layout.parameters().get(0);
    assertEquals(ParameterRole.WEIGHT, first.role());
    assertTrue(first.prunable());
    assertEquals(1, first.positions());
    assertEquals("0", first.layer());
    Parameter bias = layout.parameters().get(1);
    assertEquals(ParameterRole.BIAS, bias.role());
    assertFalse(bias.prunable());
    assertEquals(first.layer(), bias.layer());
  }

  @Test
  void convolutionsHaveTheirBiasFirstAndWeightsInFourAxes() {
    MultiLayerNetwork network = numbered(NetworkBuilder.configure(TestModels.CNN));
    ParameterLayout layout = LayoutReader.read(network, List.of(2, 6, 5));
    assertEquals(
        List.of("0_b", "0_W", "2_b", "2_W", "3_W", "3_b", "4_W", "4_b"),
        layout.parameters().stream().map(Parameter::name).toList());
    for (String name : List.of("0_W", "2_W")) {
      Parameter w = layout.find(name).orElseThrow();
      INDArray view = network.getParam(name);
      int index = w.offset();
      for (int out = 0; out < w.shape().get(0); out++) {
        for (int in = 0; in < w.shape().get(1); in++) {
          for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
              assertEquals(index++, view.getFloat(out, in, y, x), name);
            }
          }
        }
      }
      assertEquals(w.end(), index);
    }
    assertEquals(List.of(3, 2, 3, 3), layout.find("0_W").orElseThrow().shape());
    assertEquals(30, layout.find("0_W").orElseThrow().positions());
    assertEquals(List.of(4, 3, 3, 3), layout.find("2_W").orElseThrow().shape());
    assertEquals(6, layout.find("2_W").orElseThrow().positions());
    assertEquals(List.of(5, 24), layout.find("3_W").orElseThrow().shape());
    layout.parameters().stream()
        .filter(p -> p.role() == ParameterRole.BIAS)
        .forEach(p -> assertNumbered(network, p));
  }

  @Test
  void axesOfOneKeepTheirPlace() {
    Architecture thin =
        new Architecture(
            "thin",
            List.of(1),
            List.of(new LayerSpec.Dense(1), new LayerSpec.Dense(3), new LayerSpec.Dense(1)),
            2);
    MultiLayerNetwork network = numbered(NetworkBuilder.configure(thin));
    ParameterLayout layout = LayoutReader.read(network, List.of(1));
    assertEquals(
        List.of(List.of(1, 1), List.of(3, 1), List.of(1, 3), List.of(2, 1)),
        layout.prunable().stream().map(Parameter::shape).toList());
  }

  @Test
  void normalisationsAreNotPrunable() {
    MultiLayerNetwork network = numbered(normalised());
    ParameterLayout layout = LayoutReader.read(network, List.of(1, 4, 4));
    List<Parameter> norm =
        layout.parameters().stream().filter(p -> p.role() == ParameterRole.NORM).toList();
    assertEquals(4, norm.size());
    norm.forEach(p -> assertFalse(p.prunable()));
    norm.forEach(p -> assertEquals(List.of(2), p.shape()));
    norm.forEach(p -> assertNumbered(network, p));
    assertEquals("1_gamma", norm.get(0).name());
  }

  static MultiLayerConfiguration normalised() {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).activation(Activation.RELU).build())
        .layer(new BatchNormalization())
        .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
        .setInputType(InputType.convolutionalFlat(4, 4, 1))
        .build();
  }

  /** A network whose every parameter is its own index in the flat vector. */
  private static MultiLayerNetwork numbered(MultiLayerConfiguration configuration) {
    float[] numbers = new float[(int) Networks.size(configuration)];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = k;
    }
    return Networks.create(configuration, numbers);
  }

  private static void assertNumbered(MultiLayerNetwork network, Parameter vector) {
    INDArray view = network.getParam(vector.name());
    assertEquals(vector.size(), view.length(), vector.name());
    for (int k = 0; k < vector.size(); k++) {
      assertEquals(vector.offset() + k, view.getFloat(k), vector.name());
    }
  }
}
