package org.espalier.adapter.onnx.internal.gradient;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.adapter.onnx.internal.file.FloatType;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.run.FedWeights;
import org.espalier.adapter.onnx.internal.run.FloatTensors;
import org.espalier.adapter.onnx.internal.run.ModelInput;
import org.espalier.adapter.onnx.internal.run.Session;
import org.espalier.core.InvalidDataException;
import org.jspecify.annotations.Nullable;

/**
 * A run forward and one backward, for one number of examples: the first leaves the values that the
 * second takes, without a copy.
 */
final class Pass implements AutoCloseable {
  private final ModelInput input;
  private final int examples;
  private final String scores;
  private final Differentiation.Backward backward;
  private final Set<String> shown = new HashSet<>();
  private final Session forwardSession;
  private final @Nullable Session backwardSession;

  /** What the loss says of scores. */
  interface Loss {
    /** Its gradient by the scores, as many as there are. */
    float[] gradient(float[] scores);
  }

  /**
   * @param model with its data inside
   * @param parameters names of initializers
   * @param scores the value by which the loss is differentiated in Java
   * @param backward for so many examples
   */
  Pass(
      ModelProto model,
      Set<String> parameters,
      ModelInput input,
      int examples,
      String scores,
      Differentiation.Backward backward) {
    this.input = input;
    this.examples = examples;
    this.scores = scores;
    this.backward = backward;
    shown.addAll(backward.inputs().keySet());
    shown.removeAll(parameters);
    shown.remove(input.name());
    shown.add(scores);
    forwardSession = Session.feeding(model, parameters, shown);
    Session back = null;
    try {
      // A runtime has nothing to run for a loss that no parameter has a say in.
      back = backward.gradients().isEmpty() ? null : Session.of(backward.model());
    } catch (InvalidDataException e) {
      forwardSession.close();
      throw e;
    }
    backwardSession = back;
  }

  int examples() {
    return examples;
  }

  /**
   * Runs both.
   *
   * @param values of the examples in a row
   * @return gradients by parameter, in the file's order; those that aren't there are 0
   */
  Map<String, float[]> run(float[] values, FedWeights fed, Loss loss) {
    try (OnnxTensor tensor = FloatTensors.of(input.type(), values, input.shape(examples))) {
      Map<String, OnnxTensor> inputs = new HashMap<>(fed.tensors());
      inputs.put(input.name(), tensor);
      try (OrtSession.Result made = forwardSession.run(inputs, shown)) {
        made.forEach(value -> inputs.put(value.getKey(), (OnnxTensor) value.getValue()));
        OnnxTensor z = tensor(inputs, scores);
        float[] seed = loss.gradient(FloatTensors.read(z));
        long[] shape = z.getInfo().getShape();
        try (OnnxTensor gradient = FloatTensors.of(FloatType.FLOAT, seed, shape)) {
          return back(inputs, gradient);
        }
      }
    }
  }

  private static OnnxTensor tensor(Map<String, OnnxTensor> tensors, String name) {
    OnnxTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("'" + name + "' was not made");
    }
    return tensor;
  }

  private Map<String, float[]> back(Map<String, OnnxTensor> values, OnnxTensor seed) {
    Map<String, float[]> gradients = new HashMap<>();
    if (backwardSession == null) {
      return gradients;
    }
    Map<String, OnnxTensor> inputs = new HashMap<>();
    backward.inputs().forEach((name, as) -> inputs.put(as, tensor(values, name)));
    inputs.put(backward.seed(), seed);
    Set<String> wanted = Set.copyOf(backward.gradients().values());
    try (OrtSession.Result made = backwardSession.run(inputs, wanted)) {
      backward
          .gradients()
          .forEach(
              (parameter, as) ->
                  made.get(as)
                      .ifPresent(
                          value ->
                              gradients.put(parameter, FloatTensors.read((OnnxTensor) value))));
    }
    return gradients;
  }

  @Override
  public void close() {
    forwardSession.close();
    if (backwardSession != null) {
      backwardSession.close();
    }
  }
}
