package org.espalier.adapter.dl4j.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.adapter.dl4j.Dl4jAdapter;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.Optimizer;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

class ModelFileTest {
  private final Dl4jAdapter adapter = new Dl4jAdapter();
  private final Path folder;

  ModelFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void savedModelsComeBackBitForBit() {
    for (Architecture architecture : List.of(TestModels.MLP, TestModels.CNN)) {
      Path file = folder.resolve("model.zip");
      Dataset data = TestModels.clusters(architecture.inputShape(), 60, 1);
      try (Dl4jModel model = Dl4jModel.create(architecture, 3)) {
        model.train(TrainingRequest.plain(data, TestModels.recipe(Optimizer.MOMENTUM, 0.05, 3), 1));
        model.save(file);
        assertTrue(adapter.supports(new ModelSource.File(file)));
        try (TrainableModel read = adapter.open(new ModelSource.File(file))) {
          assertArrayEquals(model.weights(), read.weights());
          assertEquals(model.layout(), read.layout());
          assertEquals(model.inputShape(), read.inputShape());
          assertEquals(model.evaluate(data), read.evaluate(data));
          TrainingRequest more =
              TrainingRequest.plain(data, TestModels.recipe(Optimizer.ADAM, 0.01, 2), 2);
          model.train(more);
          read.train(more);
          assertArrayEquals(model.weights(), read.weights());
        }
      }
    }
  }

  /** DL4J's own default for the seed of a network is the time of day. */
  @Test
  void savesTheSameBytesWhateverTheTime() throws Exception {
    Path now = folder.resolve("now.zip");
    Path later = folder.resolve("later.zip");
    for (Path file : List.of(now, later)) {
      try (Dl4jModel model = Dl4jModel.create(TestModels.CNN, 3)) {
        model.save(file);
      }
      Thread.sleep(5);
    }
    assertArrayEquals(Files.readAllBytes(now), Files.readAllBytes(later));
  }

  @Test
  void savesTheSameBytesAgainAndNothingOfOurs() throws IOException {
    Path one = folder.resolve("one.zip");
    Path two = folder.resolve("two.zip");
    try (Dl4jModel model = Dl4jModel.create(TestModels.CNN, 3)) {
      Dataset data = TestModels.clusters(List.of(2, 6, 5), 60, 1);
      model.train(TrainingRequest.plain(data, TestModels.recipe(Optimizer.MOMENTUM, 0.05, 1), 1));
      model.save(one);
      try (TrainableModel read = adapter.open(new ModelSource.File(one))) {
        read.save(two);
      }
    }
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
    try (ZipFile zip = new ZipFile(one.toFile())) {
      byte[] json = zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes();
      assertFalse(new String(json, StandardCharsets.UTF_8).contains("espalier"));
    }
  }

  @Test
  void dl4jReadsWhatIsSavedAndTheOtherWayRound() throws IOException {
    Path ours = folder.resolve("ours.zip");
    Path theirs = folder.resolve("theirs.zip");
    Dataset data = TestModels.clusters(List.of(2, 6, 5), 7, 1);
    try (Dl4jModel model = Dl4jModel.create(TestModels.CNN, 3)) {
      model.save(ours);
      MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(ours.toFile());
      assertArrayEquals(model.weights(), network.params().toFloatVector());
      network.setLearningRate(0.5);
      ModelSerializer.writeModel(network, theirs.toFile(), true);
      try (TrainableModel read = adapter.open(new ModelSource.File(theirs));
          Minibatches batch = new Minibatches(network.getLayerWiseConfigurations(), data, 7, 0)) {
        batch.load(0);
        INDArray output = network.output(batch.features());
        double loss = 0;
        for (int i = 0; i < 7; i++) {
          loss -= Math.log(output.getDouble(i, data.label(i))) / 7;
        }
        assertEquals(loss, read.evaluate(data).loss(), 1e-9);
      }
    }
  }

  @Test
  void aForeignRecipeIsKeptInTheFileAndLeftOutOfTraining() throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.07))
                .l2(0.3)
                .dropOut(0.5)
                .list()
                .layer(new DenseLayer.Builder().nIn(5).nOut(4).build())
                .layer(softmax(4))
                .build());
    network.init();
    Path file = folder.resolve("foreign.zip");
    Path saved = folder.resolve("saved.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    Dataset data = TestModels.clusters(List.of(5), 40, 1);
    TrainingRequest request =
        TrainingRequest.plain(data, TestModels.recipe(Optimizer.SGD, 0.1, 3), 2);
    try (TrainableModel one = adapter.open(new ModelSource.File(file));
        TrainableModel two = adapter.open(new ModelSource.File(file))) {
      assertArrayEquals(one.gradient(data, 0), one.gradient(data, 0));
      one.train(request);
      two.train(request);
      assertArrayEquals(one.weights(), two.weights());
      one.save(saved);
    }
    MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(saved.toFile());
    assertEquals(network.getLayerWiseConfigurations(), read.getLayerWiseConfigurations());
  }

  @Test
  void aSpatialInputThatIsNotFlatIsTheSmallestSquareThatFits() throws IOException {
    Path file = folder.resolve("lenet.zip");
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(4).build())
                .layer(softmax(4))
                .setInputType(InputType.convolutional(9, 9, 3))
                .build());
    network.init();
    ModelSerializer.writeModel(network, file.toFile(), false);
    try (TrainableModel model = adapter.open(new ModelSource.File(file))) {
      assertEquals(List.of(3, 9, 9), model.inputShape());
      assertEquals(9, model.layout().find("0_W").orElseThrow().positions());
      model.evaluate(TestModels.clusters(List.of(3, 9, 9), 5, 1));
    }
  }

  @Test
  void refusesNetworksItCannotTrain() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("out", softmax(5), "in")
                .setOutputs("out")
                .build());
    graph.init();
    Path file = folder.resolve("graph.zip");
    ModelSerializer.writeModel(graph, file.toFile(), false);
    assertRefused(file, "ComputationGraph");

    NeuralNetConfiguration.Builder plain = new NeuralNetConfiguration.Builder();
    assertRefused(
        network(
            "regression.zip",
            plain
                .list()
                .layer(
                    new OutputLayer.Builder()
                        .nIn(5)
                        .nOut(2)
                        .lossFunction(LossFunctions.LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .build())),
        "softmax");
    assertRefused(
        network(
            "doubles.zip",
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(softmax(5))),
        "FLOAT");
    assertRefused(
        network(
            "global.zip",
            plain
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new GlobalPoolingLayer())
                .layer(softmax(2))
                .setInputType(InputType.convolutional(9, 9, 3))),
        "convolutionalFlat");
    assertRefused(
        network(
            "recurrent.zip",
            plain
                .list()
                .layer(new LSTM.Builder().nIn(5).nOut(4).build())
                .layer(
                    new RnnOutputLayer.Builder()
                        .nIn(4)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())),
        "recurrent.zip");
  }

  private static OutputLayer softmax(int in) {
    return new OutputLayer.Builder().nIn(in).nOut(3).activation(Activation.SOFTMAX).build();
  }

  private Path network(String name, NeuralNetConfiguration.ListBuilder layers) throws IOException {
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    Path file = folder.resolve(name);
    ModelSerializer.writeModel(network, file.toFile(), false);
    return file;
  }

  private void assertRefused(Path file, String why) {
    InvalidDataException refusal =
        assertThrows(
            InvalidDataException.class, () -> adapter.open(new ModelSource.File(file)).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains(why), message);
    assertFalse(message.contains("\n"), message);
  }
}
