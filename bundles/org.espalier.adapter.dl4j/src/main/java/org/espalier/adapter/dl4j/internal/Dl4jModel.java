package org.espalier.adapter.dl4j.internal;

import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.InputVisitor;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ObservableModel;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.model.TrainableModel;
import org.espalier.core.model.TrainingReport;
import org.espalier.core.model.TrainingRequest;

/**
 * A MultiLayerNetwork. The configuration is kept as it was read or built and saved like that;
 * evaluation and each training run on networks made from it.
 */
public final class Dl4jModel implements TrainableModel, ObservableModel, ReducibleModel {
  private final MultiLayerConfiguration configuration;
  private final List<Integer> inputShape;
  private final int classes;
  private final MultiLayerNetwork network;
  private final ParameterLayout layout;
  private boolean closed;

  private Dl4jModel(
      MultiLayerConfiguration configuration, List<Integer> inputShape, float[] weights) {
    this.configuration = configuration;
    this.inputShape = List.copyOf(inputShape);
    classes = Classifier.requireSoftmax(configuration);
    network = Networks.create(TrainingConfiguration.of(configuration, 0), weights);
    layout = LayoutReader.read(network, inputShape);
  }

  /** A new model with He's initial weights; the same seed gives the same weights. */
  public static Dl4jModel create(Architecture architecture, long seed) {
    MultiLayerConfiguration configuration = NetworkBuilder.configure(architecture);
    float[] zeros = new float[Math.toIntExact(Networks.size(configuration))];
    Dl4jModel model = new Dl4jModel(configuration, architecture.inputShape(), zeros);
    model.setWeights(NetworkBuilder.heInitialization(model.layout, seed));
    return model;
  }

  /**
   * Reads a model that DL4J or this adapter has saved.
   *
   * @throws InvalidDataException if the file is missing, damaged, foreign, not finite, or not a
   *     classifier
   */
  public static Dl4jModel read(Path file) {
    ModelFile.Content content = ModelFile.read(file);
    MultiLayerConfiguration configuration = content.configuration;
    List<Integer> shape =
        InputShape.of(configuration)
            .orElseThrow(
                () ->
                    new InvalidDataException(
                        file
                            + " doesn't tell its input's axes; build the network with"
                            + " InputType.convolutionalFlat and save it again"));
    try {
      Dl4jModel model = new Dl4jModel(configuration, shape, content.weights);
      requireFinite(file, model, content.weights);
      return model;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new InvalidDataException(file + " can't be opened: " + e.getMessage(), e);
    }
  }

  private static void requireFinite(Path file, Dl4jModel model, float[] weights) {
    for (Parameter each : model.layout.parameters()) {
      for (int k = each.offset(); k < each.end(); k++) {
        if (!Float.isFinite(weights[k])) {
          model.close();
          throw new InvalidDataException(
              "%s holds %s in parameter %s at %d; its training diverged, train it again"
                  .formatted(file, weights[k], each.name(), k - each.offset()));
        }
      }
    }
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public List<Integer> inputShape() {
    return inputShape;
  }

  @Override
  public float[] weights() {
    requireOpen();
    return FlatArray.read(network.params(), new float[layout.size()]);
  }

  @Override
  public void setWeights(float[] weights) {
    requireOpen();
    if (weights.length != layout.size()) {
      throw new IllegalArgumentException(
          "%d weights for %d parameters".formatted(weights.length, layout.size()));
    }
    FlatArray.write(weights, network.params());
  }

  @Override
  public TrainingReport train(TrainingRequest request) {
    requireFit(request.data());
    if (request.mask() != null) {
      requireOwn(request.mask());
    }
    try (TrainingLoop loop = new TrainingLoop(configuration, layout, weights(), request)) {
      TrainingReport report = loop.run();
      setWeights(loop.weights());
      return report;
    }
  }

  @Override
  public Evaluation evaluate(Dataset data) {
    requireFit(data);
    return Evaluator.evaluate(network, data);
  }

  @Override
  public float[] gradient(Dataset batch, double labelSmoothing) {
    requireFit(batch);
    try (Minibatches one = new Minibatches(configuration, batch, batch.size(), labelSmoothing)) {
      one.load(0);
      network.setInput(one.features());
      network.setLabels(one.labels());
      network.computeGradientAndScore();
      float[] gradient = FlatArray.read(network.gradient().gradient(), new float[layout.size()]);
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] /= one.size();
      }
      RunningStatistics.of(layout)
          .forEach(p -> java.util.Arrays.fill(gradient, p.offset(), p.end(), 0));
      return gradient;
    } finally {
      network.clear();
    }
  }

  @Override
  public void visitInputs(Parameter tensor, Dataset data, InputVisitor visitor) {
    requireFit(data);
    if (!tensor.prunable() || !layout.parameters().contains(tensor)) {
      throw new IllegalArgumentException(tensor.name() + " is not one of the model's weights");
    }
    new LayerView(network, Integer.parseInt(tensor.layer()), visitor).visit(data);
  }

  @Override
  public Dl4jModel reduce(Mask mask) {
    requireOpen();
    requireOwn(mask);
    Reduction reduction = new Reduction(configuration, mask);
    return new Dl4jModel(reduction.configuration(), inputShape, reduction.weights(weights()));
  }

  @Override
  public void save(Path file) {
    requireOpen();
    ModelFile.write(file, configuration.toJson(), network.params());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Networks.close(network);
    }
  }

  private void requireFit(Dataset data) {
    requireOpen();
    if (!data.exampleShape().equals(inputShape)) {
      throw new IllegalArgumentException(
          "%s does not fit the model: its input is %s".formatted(data, inputShape));
    }
    if (data.classes() != classes) {
      throw new IllegalArgumentException(
          "%s does not fit the model: it tells %d classes apart".formatted(data, classes));
    }
  }

  private void requireOwn(Mask mask) {
    if (!mask.layout().equals(layout)) {
      throw new IllegalArgumentException("the mask is of another model");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
  }
}
