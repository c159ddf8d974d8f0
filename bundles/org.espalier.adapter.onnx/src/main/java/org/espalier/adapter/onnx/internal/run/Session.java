package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.adapter.onnx.internal.proto.GraphProto;
import org.espalier.adapter.onnx.internal.proto.ModelProto;
import org.espalier.adapter.onnx.internal.proto.TensorProto;
import org.espalier.adapter.onnx.internal.proto.ValueInfoProto;
import org.espalier.core.EspalierException;

/** A model that the runtime is ready to run. */
public final class Session implements AutoCloseable {
  private final OrtSession session;

  private Session(OrtSession session) {
    this.session = session;
  }

  /**
   * A session of the model as it is.
   *
   * @throws org.espalier.core.InvalidDataException if the runtime can't run it
   */
  public static Session of(ModelProto model) {
    return new Session(OnnxRuntime.session(model, true));
  }

  /** A session that takes some initializers as inputs, so that they can change from run to run. */
  public static Session feeding(ModelProto model, Set<String> names) {
    return feeding(model, names, Set.of());
  }

  /**
   * The same, with values inside the graph as further outputs.
   *
   * @param shown their names
   */
  public static Session feeding(ModelProto model, Set<String> names, Set<String> shown) {
    GraphProto.Builder graph = Probe.showing(model.getGraph(), shown).clearInitializer();
    List<String> declared = new ArrayList<>();
    graph.getInputList().forEach(input -> declared.add(input.getName()));
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (!names.contains(tensor.getName())) {
        graph.addInitializer(tensor);
      } else if (!declared.contains(tensor.getName())) {
        graph.addInput(input(tensor));
      }
    }
    return new Session(OnnxRuntime.session(model.toBuilder().setGraph(graph).build(), true));
  }

  private static ValueInfoProto input(TensorProto tensor) {
    ValueInfoProto.Builder input = ValueInfoProto.newBuilder().setName(tensor.getName());
    var type = input.getTypeBuilder().getTensorTypeBuilder().setElemType(tensor.getDataType());
    tensor.getDimsList().forEach(axis -> type.getShapeBuilder().addDimBuilder().setDimValue(axis));
    return input.build();
  }

  /**
   * Runs it.
   *
   * @param outputs names of what the caller wants and closes
   * @throws org.espalier.core.InvalidDataException if the runtime fails
   */
  public OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> outputs) {
    try {
      return session.run(inputs, outputs);
    } catch (OrtException e) {
      throw OnnxRuntime.refused(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new EspalierException("ONNX Runtime can't close a session: " + e.getMessage(), e);
    }
  }
}
