package org.espalier.harness;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.core.Progress;
import org.espalier.harness.result.Flatness;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks around the weights of single models on the surface of their training loss; a service, safe
 * for many threads. Bad input is answered with one line in an {@code IllegalArgumentException} or
 * {@code EspalierException}.
 */
@ProviderType
public interface Landscape {
  /**
   * Measure the flatness of a saved model's training loss.
   *
   * @param model a saved model's file
   * @param dataset a data set's name; the loss is taken over its training part
   * @param mask what may move: NPY, bool, p values, true where kept, as {@code prune} leaves it;
   *     none for every prunable weight that is not zero
   * @param slices where to write slices of the loss, as CSV if its name ends so and else as JSON;
   *     or nowhere
   * @param seed of the split and of whatever is random
   */
  record Request(
      Path model, String dataset, Optional<Path> mask, Optional<Path> slices, long seed) {}

  /**
   * What was measured.
   *
   * @param flatness every measure
   * @param kept values that may move, biases too
   * @param total p
   * @param examples of the training part that the loss was taken over
   * @param seconds that the measures took, slices left out
   */
  record Measured(Flatness flatness, int kept, int total, int examples, double seconds) {}

  /** Measures, and writes slices if they are asked for. */
  Measured flatness(Request work, Progress progress);
}
