package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;

/**
 * Runs a model once on one example, to see type and shape of every value: the runtime's own word.
 */
public final class Probe {
  private Probe() {}

  /**
   * Shapes of the values that one example of zeros makes, or as many as the model fixes.
   *
   * @param model with its data inside
   * @throws org.espalier.core.InvalidDataException if it can't be run
   */
  static Map<String, long[]> shapes(Graph graph, ModelProto model, ModelInput input) {
    Map<String, long[]> shapes = new HashMap<>();
    tensors(graph, model, input, Math.max(1, input.batch()))
        .forEach((name, tensor) -> shapes.put(name, tensor.getShape()));
    return shapes;
  }

  /**
   * Types and shapes of the tensors that some examples of zeros make, and of those themselves.
   *
   * @param model with its data inside
   * @throws org.espalier.core.InvalidDataException if it can't be run
   */
  public static Map<String, TensorInfo> tensors(
      Graph graph, ModelProto model, ModelInput input, int examples) {
    Set<String> all = new HashSet<>();
    graph.proto().getNodeList().forEach(node -> all.addAll(node.getOutputList()));
    ModelProto open = model.toBuilder().setGraph(showing(model.getGraph(), all)).build();
    float[] zeros = new float[Math.multiplyExact(examples, input.width())];
    Map<String, TensorInfo> tensors = new HashMap<>();
    try (OrtSession session = OnnxRuntime.session(open, false);
        OnnxTensor example = FloatTensors.of(input.type(), zeros, input.shape(examples));
        OrtSession.Result result = session.run(Map.of(input.name(), example))) {
      tensors.put(input.name(), example.getInfo());
      for (Map.Entry<String, OnnxValue> value : result) {
        if (value.getValue() instanceof OnnxTensor tensor) {
          tensors.put(value.getKey(), tensor.getInfo());
        }
      }
    } catch (OrtException e) {
      throw OnnxRuntime.refused(e);
    }
    return tensors;
  }

  /** A graph with some of its values as further outputs. */
  static GraphProto.Builder showing(GraphProto graph, Set<String> names) {
    GraphProto.Builder open = graph.toBuilder();
    Set<String> shown = new HashSet<>();
    graph.getOutputList().forEach(output -> shown.add(output.getName()));
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && names.contains(output) && shown.add(output)) {
          open.addOutput(ValueInfoProto.newBuilder().setName(output));
        }
      }
    }
    return open;
  }
}
