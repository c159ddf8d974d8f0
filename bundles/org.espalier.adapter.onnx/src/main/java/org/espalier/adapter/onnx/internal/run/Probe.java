package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.NodeProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;

/** Runs a model once on one example, to see the shape of every value: the runtime's own word. */
final class Probe {
  private Probe() {}

  /**
   * Shapes of the values that one example of zeros makes, or as many as the model fixes.
   *
   * @param model with its data inside
   * @throws org.espalier.core.InvalidDataException if it can't be run
   */
  static Map<String, long[]> shapes(Graph graph, ModelProto model, ModelInput input) {
    ModelProto open = model.toBuilder().setGraph(showingAll(model.getGraph())).build();
    int examples = Math.max(1, input.batch());
    float[] zeros = new float[Math.multiplyExact(examples, input.width())];
    Map<String, long[]> shapes = new HashMap<>();
    shapes.put(input.name(), input.shape(examples));
    try (OrtSession session = OnnxRuntime.session(open, false);
        OnnxTensor example = FloatTensors.create(input.type(), zeros, input.shape(examples));
        OrtSession.Result result = session.run(Map.of(input.name(), example))) {
      for (Map.Entry<String, OnnxValue> value : result) {
        if (value.getValue() instanceof OnnxTensor tensor) {
          shapes.put(value.getKey(), tensor.getInfo().getShape());
        }
      }
    } catch (OrtException e) {
      throw OnnxRuntime.refused(e);
    }
    return shapes;
  }

  private static GraphProto showingAll(GraphProto graph) {
    GraphProto.Builder open = graph.toBuilder();
    Set<String> shown = new HashSet<>();
    graph.getOutputList().forEach(output -> shown.add(output.getName()));
    for (NodeProto node : graph.getNodeList()) {
      for (String output : node.getOutputList()) {
        if (!output.isEmpty() && shown.add(output)) {
          open.addOutput(ValueInfoProto.newBuilder().setName(output));
        }
      }
    }
    return open.build();
  }
}
