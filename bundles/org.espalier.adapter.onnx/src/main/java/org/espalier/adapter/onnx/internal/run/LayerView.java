package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.SeenValue;
import org.espalier.adapter.onnx.internal.graph.Tensor;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.InputVisitor;

/** Shows what a layer sees: the model is run with the layer's input as a further output. */
public final class LayerView {
  private static final int BATCH = 64;

  private final ModelProto model;
  private final Classifier classifier;
  private final Set<String> parameters;

  /**
   * @param model with its data inside
   * @param tensors the parameters
   */
  public LayerView(ModelProto model, Classifier classifier, List<Tensor> tensors) {
    this.model = model;
    this.classifier = classifier;
    parameters = tensors.stream().map(t -> t.parameter().name()).collect(Collectors.toSet());
  }

  /**
   * Shows what a tensor sees, at the weights that are fed.
   *
   * @param fed all parameters
   * @throws IllegalArgumentException if the examples don't fit the model
   * @throws org.espalier.core.EspalierException if the tensor is used in a way that isn't known
   */
  public void visit(Tensor tensor, Dataset data, FedWeights fed, InputVisitor visitor) {
    classifier.requireFit(data);
    for (SeenValue seen : SeenValue.of(Graph.of(model.getGraph()), tensor)) {
      visit(seen, data, fed, visitor);
    }
  }

  private void visit(SeenValue seen, Dataset data, FedWeights fed, InputVisitor visitor) {
    ModelInput input = classifier.input();
    int batch = input.batch() > 0 ? input.batch() : Math.min(BATCH, data.size());
    boolean isInput = seen.name().equals(input.name());
    try (Session session =
        Session.feeding(model, parameters, isInput ? Set.of() : Set.of(seen.name()))) {
      for (int first = 0; first < data.size(); first += batch) {
        int examples = Math.min(batch, data.size() - first);
        int run = Math.max(examples, input.batch());
        float[] values = input.values(data, first, run);
        if (isInput) {
          seen.visit(values, input.shape(run), run, examples, visitor);
        } else {
          show(session, seen, values, run, examples, fed, visitor);
        }
      }
    }
  }

  private void show(
      Session session,
      SeenValue seen,
      float[] values,
      int run,
      int examples,
      FedWeights fed,
      InputVisitor visitor) {
    ModelInput input = classifier.input();
    try (OnnxTensor tensor = FloatTensors.of(input.type(), values, input.shape(run))) {
      Map<String, OnnxTensor> inputs = new HashMap<>(fed.tensors());
      inputs.put(input.name(), tensor);
      try (OrtSession.Result result = session.run(inputs, Set.of(seen.name()))) {
        OnnxTensor made = (OnnxTensor) result.get(0);
        seen.visit(FloatTensors.read(made), made.getInfo().getShape(), run, examples, visitor);
      }
    }
  }
}
