package org.espalier.adapter.onnx.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.adapter.onnx.internal.file.OnnxFile;
import org.espalier.adapter.onnx.internal.file.TensorData;
import org.espalier.adapter.onnx.internal.graph.Graph;
import org.espalier.adapter.onnx.internal.graph.ModelLayout;
import org.espalier.adapter.onnx.internal.graph.Tensor;
import org.espalier.adapter.onnx.internal.run.FedWeights;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.Parameter;

/** θ of a model: as it is in its file, as it is now, and as the runtime was given it last. */
final class OnnxWeights {
  private final OnnxFile file;
  private final List<Tensor> tensors;
  private final float[] original;
  private float[] weights;
  private float[] fed = new float[0];

  /**
   * Reads θ.
   *
   * @throws InvalidDataException if a value isn't finite
   */
  OnnxWeights(OnnxFile file, ModelLayout layout) {
    this.file = file;
    this.tensors = layout.tensors();
    original = read(layout.parameters().size());
    weights = original.clone();
  }

  private float[] read(int size) {
    float[] values = new float[size];
    for (Tensor tensor : tensors) {
      TensorData data = data(tensor);
      Parameter parameter = tensor.parameter();
      for (int k = 0; k < parameter.size(); k++) {
        float value = data.get(tensor.inFile(k));
        if (!Float.isFinite(value)) {
          throw new InvalidDataException(
              "tensor '%s' holds %s at %d; its training diverged, train it again"
                  .formatted(parameter.name(), value, k));
        }
        values[parameter.offset() + k] = value;
      }
    }
    return values;
  }

  private TensorData data(Tensor tensor) {
    TensorData data = file.data(tensor.initializer());
    if (data == null) {
      throw new IllegalStateException(tensor.parameter().name() + " has no data");
    }
    return data;
  }

  float[] copy() {
    return weights.clone();
  }

  void set(float[] changed) {
    if (changed.length != weights.length) {
      throw new IllegalArgumentException(
          "%d weights for %d parameters".formatted(changed.length, weights.length));
    }
    weights = changed.clone();
  }

  /** Tensors that are not as in the file, in its order, by index of the initializer. */
  Map<Integer, float[]> changed() {
    Map<Integer, float[]> changed = new HashMap<>();
    for (Tensor tensor : tensors) {
      if (differs(tensor.parameter(), original)) {
        changed.put(tensor.initializer(), inFile(tensor));
      }
    }
    return changed;
  }

  boolean areChanged() {
    return tensors.stream().anyMatch(tensor -> differs(tensor.parameter(), original));
  }

  /** All tensors, in the file's order, by index of the initializer. */
  Map<Integer, float[]> all() {
    Map<Integer, float[]> all = new HashMap<>();
    tensors.forEach(tensor -> all.put(tensor.initializer(), inFile(tensor)));
    return all;
  }

  /** Gives the runtime the tensors that are others than those it has. */
  void feed(FedWeights into) {
    boolean first = fed.length == 0;
    for (Tensor tensor : tensors) {
      Parameter parameter = tensor.parameter();
      if (first || differs(parameter, fed)) {
        long[] shape = Graph.shape(file.model().getGraph().getInitializer(tensor.initializer()));
        into.set(parameter.name(), data(tensor).type(), inFile(tensor), shape);
      }
    }
    fed = weights.clone();
  }

  private boolean differs(Parameter parameter, float[] other) {
    for (int k = parameter.offset(); k < parameter.end(); k++) {
      if (Float.floatToRawIntBits(weights[k]) != Float.floatToRawIntBits(other[k])) {
        return true;
      }
    }
    return false;
  }

  /** A tensor's values in the file's order. */
  private float[] inFile(Tensor tensor) {
    Parameter parameter = tensor.parameter();
    float[] values = new float[parameter.size()];
    for (int k = 0; k < values.length; k++) {
      values[tensor.inFile(k)] = weights[parameter.offset() + k];
    }
    return values;
  }
}
