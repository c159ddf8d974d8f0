package org.espalier.policy.layerwise.internal;

import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.espalier.core.EspalierException;
import org.espalier.core.model.InputMoments;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.LayerInputs;
import org.espalier.core.pruning.PruningRequest;

/**
 * Goes through the layers in the order of θ and puts them together again. Where the walk is
 * sequential, each layer sees what the pruned layers before it give; otherwise what those of the
 * model give.
 */
final class LayerByLayer {
  private final PruningRequest request;
  private final LayerInputs inputs;
  private final boolean sequential;
  private final float[] model;
  private final float[] pruned;
  private final BitSet kept;

  /**
   * @throws IllegalArgumentException if the request is for whole units
   * @throws EspalierException if a weight is not finite, or there are no inputs
   */
  LayerByLayer(PruningRequest request, boolean sequential) {
    request.requireSingleWeights();
    request.progress().check();
    this.request = request;
    this.inputs = request.inputs();
    this.sequential = sequential;
    model = request.alive().apply(request.weights());
    requireFinite();
    pruned = model.clone();
    kept = request.alive().toBitSet();
  }

  private void requireFinite() {
    for (Parameter tensor : request.layout().prunable()) {
      for (int k = tensor.offset(); k < tensor.end(); k++) {
        if (!Float.isFinite(model[k])) {
          throw new EspalierException(
              "%s is %s at index %d; every weight must be finite"
                  .formatted(tensor.name(), model[k], k - tensor.offset()));
        }
      }
    }
  }

  /**
   * Prunes every layer in turn.
   *
   * @param quotas weights to keep in each prunable tensor, by offset
   * @param surgery cuts a layer down to what it is to keep
   */
  void prune(int[] quotas, Consumer<Layer> surgery) {
    List<Parameter> tensors = request.layout().prunable();
    for (int i = 0; i < quotas.length; i++) {
      request.progress().check();
      request.progress().at(i, quotas.length, "layers");
      Layer layer = layer(tensors.get(i), quotas[i]);
      surgery.accept(layer);
      put(layer);
    }
  }

  /** A layer as the model has it. */
  Layer layer(Parameter tensor, int keep) {
    return new Layer(tensor, model, request.alive(), keep, request.progress());
  }

  private void put(Layer layer) {
    Parameter tensor = layer.tensor;
    if (layer.kept.cardinality() != layer.keep) {
      throw new IllegalStateException(
          "%d weights of %s instead of %d"
              .formatted(layer.kept.cardinality(), tensor.name(), layer.keep));
    }
    layer.write(pruned);
    kept.clear(tensor.offset(), tensor.end());
    layer.kept.stream().forEach(k -> kept.set(tensor.offset() + k));
  }

  /** XXᵀ of what a tensor sees. */
  InputMoments moments(Parameter tensor) {
    InputMoments moments = inputs.moments(tensor, (sequential ? pruned : model).clone());
    if (moments.inputs() != tensor.fanIn()) {
      throw mismatch(tensor, moments.inputs());
    }
    return moments;
  }

  /** The diagonal of XXᵀ of what a tensor sees. */
  double[] squares(Parameter tensor) {
    double[] squares = inputs.squares(tensor, (sequential ? pruned : model).clone());
    if (squares.length != tensor.fanIn()) {
      throw mismatch(tensor, squares.length);
    }
    for (double square : squares) {
      if (!Double.isFinite(square)) {
        throw notFinite(tensor);
      }
    }
    return squares;
  }

  static EspalierException notFinite(Parameter tensor) {
    return new EspalierException(
        "what %s sees is not finite; look at the weights before it and at the data"
            .formatted(tensor.name()));
  }

  private static EspalierException mismatch(Parameter tensor, int inputs) {
    return new EspalierException(
        "%s has %d weights a unit, but %d inputs".formatted(tensor.name(), tensor.fanIn(), inputs));
  }

  /** What is kept. */
  Mask mask() {
    return Mask.of(request.layout(), kept);
  }

  /**
   * θ with the new values of the kept weights.
   *
   * @throws EspalierException if one is beyond a float
   */
  float[] weights() {
    for (Parameter tensor : request.layout().prunable()) {
      for (int k = tensor.offset(); k < tensor.end(); k++) {
        if (!Float.isFinite(pruned[k])) {
          throw new EspalierException(
              "the new value of %s at index %d is %s; try a larger dampening"
                  .formatted(tensor.name(), k - tensor.offset(), pruned[k]));
        }
      }
    }
    return pruned.clone();
  }
}
