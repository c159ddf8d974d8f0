package org.espalier.harness.internal.run;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.DifferentiableModel;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Mask;
import org.espalier.harness.experiment.FlatnessOptions;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.flatness.FlatnessMeasurement;
import org.espalier.harness.internal.flatness.LossSurface;
import org.espalier.harness.result.Flatness;

/** How flat the training loss is around a network, as figures of its cell. */
public final class FlatnessFigures {
  private static final String BEFORE = Flatness.PREFIX + "before.";

  private FlatnessFigures() {}

  /**
   * The surface to measure on: the loss over the first examples of the training part, which is in
   * random order.
   *
   * @throws EspalierException if the model has no gradients
   */
  public static LossSurface surface(
      EvaluableModel model, Dataset train, Mask mask, FlatnessOptions options, Progress progress) {
    if (!(model instanceof DifferentiableModel differentiable)) {
      throw new EspalierException("flatness needs gradients that this model doesn't give");
    }
    Dataset examples =
        train.size() <= options.examples()
            ? train
            : train.select(IntStream.range(0, options.examples()).toArray());
    return new LossSurface(differentiable, examples, mask, progress);
  }

  /** Lanczos' and Hutchinson's random numbers are those of the seed, whatever is measured. */
  public static long randomSeed(long seed) {
    return Seeds.derive(seed, Seeds.Purpose.FLATNESS);
  }

  /** Of a network as it is, if that is asked for. */
  static Map<String, Double> of(
      RunContext context, Dataset train, EvaluableModel model, Mask mask, long seed) {
    return measure(context, train, model, mask, seed)
        .map(Flatness::figures)
        .orElseGet(TreeMap::new);
  }

  /**
   * Of a network before it is cut, along what the cut will keep: pruning takes dimensions away, and
   * what is left can't be as curved as the whole; against this it tells what the cut itself does.
   */
  static Map<String, Double> before(
      RunContext context, Dataset train, EvaluableModel model, Mask mask, long seed) {
    Map<String, Double> figures = new TreeMap<>();
    of(context, train, model, mask, seed)
        .forEach((name, value) -> figures.put(name.replace(Flatness.PREFIX, BEFORE), value));
    return figures;
  }

  private static Optional<Flatness> measure(
      RunContext context, Dataset train, EvaluableModel model, Mask mask, long seed) {
    FlatnessOptions options = context.experiment().measurements().flatness();
    return options.measured()
        ? Optional.of(
            FlatnessMeasurement.measure(
                surface(model, train, mask, options, context.cellProgress()),
                options,
                randomSeed(seed)))
        : Optional.empty();
  }
}
