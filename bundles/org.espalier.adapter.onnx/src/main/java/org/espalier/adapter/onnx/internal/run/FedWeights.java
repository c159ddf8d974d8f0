package org.espalier.adapter.onnx.internal.run;

import ai.onnxruntime.OnnxTensor;
import java.util.HashMap;
import java.util.Map;
import org.espalier.adapter.onnx.internal.file.FloatType;

/** Weights outside of a session, tensor by tensor; those that stay as they are are kept. */
public final class FedWeights implements AutoCloseable {
  /** No weights: all are in the session. */
  public static final FedWeights NONE = new FedWeights();

  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  /** Weights by name. */
  public Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  /** Sets a tensor of a copy of the values. */
  public void set(String name, FloatType type, float[] values, long[] shape) {
    OnnxTensor old = tensors.put(name, FloatTensors.of(type, values, shape));
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    tensors.clear();
  }
}
