package org.espalier.adapter.onnx.internal.gradient;

import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.Operators;
import org.espalier.adapter.onnx.internal.graph.Tensor;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.OperatorSetIdProto;
import org.espalier.adapter.onnx.internal.run.Classifier;
import org.espalier.adapter.onnx.internal.run.FedWeights;
import org.espalier.adapter.onnx.internal.run.ModelInput;
import org.espalier.adapter.onnx.internal.run.Probe;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Parameter;

/**
 * Gradients of a model's loss, computed by ONNX Runtime, though it only infers: the model is run
 * with what is inside of it as outputs, and then a second graph that is written to go backward. All
 * is in float32 but the model itself.
 */
public final class Gradients implements AutoCloseable {
  private static final int MOST_EXAMPLES = 256;
  private static final int MOST_PASSES = 4;

  private final ModelProto model;
  private final Graph graph;
  private final long opset;
  private final Classifier classifier;
  private final List<Tensor> tensors;
  private final Set<String> parameters;
  private final CrossEntropy loss;
  private final Map<Integer, Pass> passes = new LinkedHashMap<>(MOST_PASSES, 1, true);

  /**
   * @param model with its data inside
   * @param tensors the parameters
   * @throws org.espalier.core.InvalidDataException if the model is no classifier
   */
  public Gradients(ModelProto model, Classifier classifier, List<Tensor> tensors) {
    this.model = model;
    this.classifier = classifier;
    this.tensors = tensors;
    graph = Graph.of(model.getGraph());
    opset = opset(model);
    parameters = tensors.stream().map(t -> t.parameter().name()).collect(Collectors.toSet());
    loss = CrossEntropy.of(graph, opset, classifier.output(), classifier.shapes());
  }

  private static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> Operators.isStandard(set.getDomain()))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(1);
  }

  /**
   * The gradient of the mean cross-entropy, at the weights that are fed.
   *
   * @param labelSmoothing ε in [0, 1)
   * @param fed all parameters
   * @return as many values as there are parameters, in their order
   * @throws IllegalArgumentException if the examples don't fit the model
   * @throws org.espalier.core.InvalidDataException if the gradient of a node isn't known
   */
  public float[] gradient(Dataset data, double labelSmoothing, FedWeights fed) {
    classifier.requireFit(data);
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing is " + labelSmoothing + "; it must be in [0, 1)");
    }
    int size = tensors.stream().mapToInt(t -> t.parameter().end()).max().orElse(0);
    float[] gradient = new float[size];
    int fixed = classifier.input().batch();
    Pass pass = pass(fixed > 0 ? fixed : Math.min(MOST_EXAMPLES, data.size()));
    for (int first = 0; first < data.size(); first += pass.examples()) {
      int[] labels = labels(data, first, Math.min(pass.examples(), data.size() - first));
      Map<String, float[]> parts =
          pass.run(
              classifier.input().values(data, first, pass.examples()),
              fed,
              scores -> loss.gradient(scores, labels, labelSmoothing, data.size()));
      tensors.forEach(tensor -> add(tensor, parts, gradient));
    }
    return gradient;
  }

  private static void add(Tensor tensor, Map<String, float[]> parts, float[] into) {
    Parameter parameter = tensor.parameter();
    float[] part = parts.get(parameter.name());
    if (part != null) {
      for (int k = 0; k < parameter.size(); k++) {
        into[parameter.offset() + k] += part[tensor.inFile(k)];
      }
    }
  }

  private static int[] labels(Dataset data, int first, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = data.label(first + i);
    }
    return labels;
  }

  private Pass pass(int examples) {
    Pass known = passes.get(examples);
    if (known != null) {
      return known;
    }
    ModelInput input = classifier.input();
    Map<String, TensorInfo> made = Probe.tensors(graph, model, input, examples);
    Differentiation.Backward backward =
        Differentiation.of(graph, opset, made, parameters, loss.scores());
    Pass pass = new Pass(model, parameters, input, examples, loss.scores(), backward);
    if (passes.size() == MOST_PASSES) {
      int oldest = passes.keySet().iterator().next();
      passes.remove(oldest).close();
    }
    passes.put(examples, pass);
    return pass;
  }

  @Override
  public void close() {
    List<Pass> open = new ArrayList<>(passes.values());
    passes.clear();
    open.forEach(Pass::close);
  }
}
