package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.TrainingRequest;
import org.espalier.core.model.UnitGroup;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** What is left without units that nothing reads, against the whole network under the same mask. */
class ReductionTest {
  private static final List<Integer> IMAGE = List.of(2, 6, 5);

  @TempDir private Path folder = Path.of("");

  static Stream<Named<MultiLayerConfiguration>> networks() {
    return Stream.of(
        Named.of("perceptron", NetworkBuilder.configure(TestModels.MLP)),
        Named.of("flattened maps", NetworkBuilder.configure(TestModels.CNN)),
        Named.of(
            "normalised maps",
            image(
                convolution(5),
                new BatchNormalization(),
                new ActivationLayer(Activation.RELU),
                new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(2, 2).stride(2, 2).build(),
                convolution(4),
                new BatchNormalization(),
                dense(6),
                new DropoutLayer(0.5),
                dense(4))),
        Named.of(
            "normalised neurons, without γ and β",
            image(convolution(3), dense(6), new BatchNormalization.Builder(true).build())),
        Named.of(
            "normalised after flattening",
            image(
                convolution(4),
                dense(5),
                new BatchNormalization(),
                dense(4),
                new BatchNormalization())),
        Named.of(
            "pooled over all places",
            image(convolution(4), new GlobalPoolingLayer(PoolingType.MAX))),
        Named.of(
            "normalised with all its units at once behind it",
            image(convolution(4), new DenseLayer.Builder().nOut(5).hasLayerNorm(true).build())));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void computesWhatTheMaskedNetworkDoes(MultiLayerConfiguration configuration) {
    for (int seed = 1; seed <= 5; seed++) {
      try (Dl4jModel whole = open(configuration, seed)) {
        Mask mask = unread(whole.layout(), new Random(seed));
        whole.setWeights(mask.apply(whole.weights()));
        float[] theta = whole.weights();
        float[][] expected = outputs(whole);
        Path file = folder.resolve("small-" + seed + ".zip");
        try (Dl4jModel small = whole.reduce(mask)) {
          assertTrue(small.layout().size() < whole.layout().size());
          assertEquals(names(whole.layout()), names(small.layout()));
          assertEquals(whole.layout().connections(), small.layout().connections());
          requireShapes(whole.layout(), small.layout(), mask);
          requireClose(expected, outputs(small));
          small.save(file);
        }
        try (Dl4jModel again = Dl4jModel.read(file)) {
          requireClose(expected, outputs(again));
        }
        assertArrayEquals(theta, whole.weights());
        requireClose(expected, outputs(whole));
      }
    }
  }

  /** Exactly the units whose outgoing weights are cut are gone. */
  private static void requireShapes(ParameterLayout whole, ParameterLayout small, Mask mask) {
    for (UnitGroup group : UnitGroup.of(whole)) {
      int unread = 0;
      for (int unit = 0; unit < group.units(); unit++) {
        boolean read = group.outgoing(unit).stream().anyMatch(run -> run.anyIn(mask.toBitSet()));
        unread += read ? 0 : 1;
      }
      Parameter tensor = small.find(group.name()).orElseThrow();
      assertEquals(group.units() - unread, tensor.units(), group.name());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void learns(MultiLayerConfiguration configuration) {
    try (Dl4jModel whole = open(configuration, 9)) {
      Dataset data = TestModels.clusters(whole.inputShape(), 90, 1);
      Mask mask = unread(whole.layout(), new Random(3));
      whole.setWeights(mask.apply(whole.weights()));
      try (Dl4jModel small = whole.reduce(mask)) {
        double before = small.evaluate(data).loss();
        assertEquals(whole.evaluate(data).loss(), before, 1e-5 * before);
        small.train(
            TrainingRequest.plain(data, TestModels.recipe(Optimizer.NESTEROV, 0.02, 20), 5));
        assertTrue(small.evaluate(data).loss() < before);
      }
    }
  }

  /** Of units that read everything a layer keeps one; what reads it is zero. */
  @Test
  void keepsAUnitOfALayerThatNothingReads() {
    try (Dl4jModel whole = Dl4jModel.create(TestModels.MLP, 4)) {
      BitSet kept = Mask.all(whole.layout()).toBitSet();
      Parameter middle = whole.layout().prunable().get(1);
      kept.clear(middle.offset(), middle.end());
      Mask mask = Mask.of(whole.layout(), kept);
      whole.setWeights(mask.apply(whole.weights()));
      try (Dl4jModel small = whole.reduce(mask)) {
        assertEquals(List.of(1, 5), small.layout().prunable().get(0).shape());
        assertEquals(List.of(4, 1), small.layout().prunable().get(1).shape());
        requireClose(outputs(whole), outputs(small));
      }
    }
  }

  @Test
  void isACopyWhereEverythingIsRead() {
    try (Dl4jModel whole = Dl4jModel.create(TestModels.CNN, 4);
        Dl4jModel copy = whole.reduce(Mask.all(whole.layout()))) {
      assertEquals(whole.layout(), copy.layout());
      assertArrayEquals(whole.weights(), copy.weights());
      copy.setWeights(new float[copy.layout().size()]);
      assertFalse(Arrays.equals(whole.weights(), copy.weights()));
    }
  }

  @Test
  void refusesWhatMixesUnits() {
    Layer own = new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
    requireRefused("layer 1 (DenseLayer)", image(convolution(3), own));
    requireRefused(
        "layer 2 (ActivationLayer)",
        image(convolution(3), dense(4), new ActivationLayer(Activation.SOFTMAX)));
  }

  private void requireRefused(String layer, MultiLayerConfiguration softmax) {
    try (Dl4jModel whole = open(softmax, 1);
        Dl4jModel other = Dl4jModel.create(TestModels.MLP, 4)) {
      Mask mask = unread(whole.layout(), new Random(1));
      assertEquals(
          layer
              + " takes a softmax over units of which some would go, so none can"
              + " be removed before it; save the masked model instead",
          assertThrows(EspalierException.class, () -> whole.reduce(mask)).getMessage());
      assertEquals(
          "the mask is of another model",
          assertThrows(IllegalArgumentException.class, () -> other.reduce(mask)).getMessage());
    }
  }

  /** Cuts all that reads some units of every layer, and single weights besides. */
  private static Mask unread(ParameterLayout layout, Random random) {
    BitSet kept = Mask.all(layout).toBitSet();
    for (Parameter tensor : layout.prunable()) {
      kept.clear(tensor.offset() + random.nextInt(tensor.size()));
    }
    for (UnitGroup group : UnitGroup.of(layout)) {
      int spared = random.nextInt(group.units());
      int lost = (spared + 1) % group.units();
      for (int unit = 0; unit < group.units(); unit++) {
        boolean goes = unit == lost || (unit != spared && random.nextBoolean());
        if (goes) {
          group.outgoing(unit).forEach(run -> kept.clear(run.from(), run.to()));
        }
      }
      kept.set(group.outgoing(spared).get(0).from());
    }
    return Mask.of(layout, kept);
  }

  private Dl4jModel open(MultiLayerConfiguration configuration, int seed) {
    Random random = new Random(seed);
    float[] weights = new float[(int) Networks.size(configuration)];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) random.nextGaussian() / 2;
    }
    Path file = folder.resolve("whole-" + seed + ".zip");
    MultiLayerNetwork network = Networks.create(configuration, weights);
    network
        .paramTable()
        .forEach(
            (name, values) -> {
              if (name.endsWith("_var")) {
                values.addi(3);
              }
            });
    ModelFile.write(file, configuration.toJson(), network.params());
    return Dl4jModel.read(file);
  }

  private float[][] outputs(Dl4jModel model) {
    Path file = folder.resolve("run.zip");
    model.save(file);
    ModelFile.Content content = ModelFile.read(file);
    MultiLayerNetwork network = Networks.create(content.configuration, content.weights);
    Dataset data = TestModels.clusters(model.inputShape(), 12, 7);
    float[][] outputs = new float[data.size()][];
    for (int i = 0; i < data.size(); i++) {
      INDArray one = FlatArray.create(1, data.width());
      float[] values = new float[data.width()];
      data.copyExample(i, values, 0);
      FlatArray.write(values, one);
      outputs[i] = network.output(one).toFloatVector();
    }
    return outputs;
  }

  private static void requireClose(float[][] expected, float[][] actual) {
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertEquals(expected[i][j], actual[i][j], 1e-5 * expected[i][j], "example " + i);
      }
    }
  }

  private static List<String> names(ParameterLayout layout) {
    return layout.parameters().stream().map(Parameter::name).toList();
  }

  private static MultiLayerConfiguration image(Layer... hidden) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().activation(Activation.TANH).list();
    for (Layer layer : hidden) {
      layers.layer(layer);
    }
    return layers
        .layer(
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputShape.type(IMAGE))
        .build();
  }

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(2, 2)
        .convolutionMode(ConvolutionMode.Same)
        .nOut(filters)
        .build();
  }

  private static DenseLayer dense(int units) {
    return new DenseLayer.Builder().nOut(units).build();
  }
}
