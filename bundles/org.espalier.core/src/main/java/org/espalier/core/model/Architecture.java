package org.espalier.core.model;

import java.util.List;

/**
 * A feed-forward classifier: hidden layers with ReLU, then a dense softmax output.
 *
 * @param name what reports call it, such as {@code mlp:64-128-64-10}
 * @param inputShape axes of one example: (features) or (channels, height, width)
 * @param hidden the layers between input and output
 * @param classes number of outputs, at least 2
 */
public record Architecture(
    String name, List<Integer> inputShape, List<LayerSpec> hidden, int classes) {

  public Architecture {
    inputShape = List.copyOf(inputShape);
    hidden = List.copyOf(hidden);
    if (classes < 2) {
      throw new IllegalArgumentException(
          "model " + name + " has " + classes + " classes; it needs 2");
    }
    boolean spatial = hidden.stream().anyMatch(l -> !(l instanceof LayerSpec.Dense));
    if (spatial && inputShape.size() != 3) {
      throw new IllegalArgumentException(
          "model %s has convolutions or pooling: its input needs channels, height and width, not %s"
              .formatted(name, inputShape));
    }
  }
}
