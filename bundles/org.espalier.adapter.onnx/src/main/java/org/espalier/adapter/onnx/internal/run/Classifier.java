package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.ClassTally;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;

/**
 * Runs a model on data: as it is in its file, with all that the runtime does to be fast, or with
 * other weights, which are then fed as inputs, so that no session is built for each.
 */
public final class Classifier {
  private static final int BATCH = 256;

  private final ModelInput input;
  private final Map<String, long[]> shapes;
  private final Graph graph;

  private Classifier(Graph graph, ModelInput input, Map<String, long[]> shapes) {
    this.graph = graph;
    this.input = input;
    this.shapes = shapes;
  }

  /**
   * Finds out how examples go in, and what shape every value then has.
   *
   * @param model with its data inside
   * @throws InvalidDataException if it can't be run; the line says why
   */
  public static Classifier of(Graph graph, ModelProto model) {
    ModelInput input = ModelInput.of(graph);
    return new Classifier(graph, input, Probe.shapes(graph, model, input));
  }

  /** Shapes of all values that one example makes, by name. */
  public Map<String, long[]> shapes() {
    return shapes;
  }

  public List<Integer> exampleShape() {
    return input.exampleShape();
  }

  /**
   * Accuracy and mean cross-entropy.
   *
   * @param fed weights by name for a session that takes them as inputs
   * @throws IllegalArgumentException if the examples don't fit
   * @throws InvalidDataException if the model is no classifier
   */
  public Evaluation evaluate(Session session, Dataset data, FedWeights fed) {
    ModelOutput output = output();
    requireFit(data);
    ClassTally tally = new ClassTally(output.classes());
    int batch = input.batch() > 0 ? input.batch() : Math.min(BATCH, data.size());
    for (int first = 0; first < data.size(); first += batch) {
      int examples = Math.min(batch, data.size() - first);
      float[] in = input.values(data, first, Math.max(examples, input.batch()));
      output.count(run(session, in, fed, output.name()), data, first, examples, tally);
    }
    return tally.evaluation();
  }

  /** The input that examples go into. */
  public ModelInput input() {
    return input;
  }

  /**
   * The output that classes are told by.
   *
   * @throws InvalidDataException if the model is no classifier
   */
  public ModelOutput output() {
    return ModelOutput.of(graph, shapes);
  }

  /**
   * Makes sure that a data set is one for this model.
   *
   * @throws IllegalArgumentException if its examples don't fit, or its classes
   * @throws InvalidDataException if the model is no classifier
   */
  public void requireFit(Dataset data) {
    ModelOutput output = output();
    if (!data.exampleShape().equals(input.exampleShape())) {
      throw new IllegalArgumentException(
          "%s does not fit the model: its input is %s".formatted(data, input.exampleShape()));
    }
    if (data.classes() > output.classes()) {
      throw new IllegalArgumentException(
          "%s does not fit the model, which tells %d classes apart"
              .formatted(data, output.classes()));
    }
  }

  /**
   * Values of an output.
   *
   * @param examples as many as go into a run
   */
  private float[] run(Session session, float[] examples, FedWeights fed, String output) {
    long[] shape = input.shape(examples.length / input.width());
    try (OnnxTensor tensor = FloatTensors.of(input.type(), examples, shape)) {
      Map<String, OnnxTensor> inputs = new HashMap<>(fed.tensors());
      inputs.put(input.name(), tensor);
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        return FloatTensors.read((OnnxTensor) result.get(0));
      }
    }
  }

  /**
   * All outputs of floats for examples, by name, in whatever shape.
   *
   * @param examples values in a row
   */
  public Map<String, float[]> outputs(Session session, float[] examples) {
    Map<String, float[]> outputs = new HashMap<>();
    graph
        .proto()
        .getOutputList()
        .forEach(
            output -> {
              if (ModelOutput.isFloats(output)) {
                outputs.put(
                    output.getName(), run(session, examples, FedWeights.NONE, output.getName()));
              }
            });
    return outputs;
  }

  /** Length of a row of some examples, of which the model may fix how many go into a run. */
  public int runWidth(int examples) {
    return (input.batch() > 0 ? input.batch() : examples) * input.width();
  }
}
