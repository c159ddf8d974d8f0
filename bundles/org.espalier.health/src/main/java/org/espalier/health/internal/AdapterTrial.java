package org.espalier.health.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.LayerSpec;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.PrunableModel;

/**
 * Runs a small model through an adapter: only that tells whether the native library behind it
 * loads, and it needs none of the library's types.
 */
final class AdapterTrial {
  private static final Architecture SMALL =
      new Architecture("health", List.of(2), List.of(new LayerSpec.Dense(2)), 2);

  private final List<ModelSource> sources;

  /** A trial with a new network, or a small model's file where an adapter takes that alone. */
  AdapterTrial(Path file) {
    sources = List.of(new ModelSource.New(SMALL, 1), new ModelSource.File(file));
  }

  /**
   * Opens and evaluates a model.
   *
   * @return what the model came to; empty if the adapter takes none of the small models
   */
  Optional<Evaluation> run(ModelAdapter adapter) {
    for (ModelSource source : sources) {
      if (adapter.supports(source)) {
        try (PrunableModel model = adapter.open(source)) {
          if (model instanceof EvaluableModel evaluable) {
            return Optional.of(evaluable.evaluate(zeros(evaluable.inputShape())));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** An example of each of two classes. */
  private static Dataset zeros(List<Integer> shape) {
    int width = shape.stream().reduce(1, Math::multiplyExact);
    float[] features = new float[2 * width];
    Arrays.fill(features, width, 2 * width, 1);
    return new Dataset("health", shape, features, new int[] {0, 1}, 2);
  }
}
