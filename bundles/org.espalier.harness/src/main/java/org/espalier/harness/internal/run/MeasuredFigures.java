package org.espalier.harness.internal.run;

import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Mask;
import org.espalier.harness.internal.data.DataSplit;

/** What a cell tells beside its accuracy and loss on the test part. */
final class MeasuredFigures {
  private static final String VALIDATION_ACCURACY = "validation.accuracy";
  private static final String VALIDATION_LOSS = "validation.loss";

  private MeasuredFigures() {}

  /**
   * @param model as it is to be measured
   * @param mask what is kept of it
   * @param seed the run's
   */
  static Map<String, Double> of(
      RunContext context, DataSplit split, EvaluableModel model, Mask mask, long seed) {
    var data = context.networks().data();
    Map<String, Double> figures =
        new TreeMap<>(UselessWeights.shares(mask, data.useless(), data.data().width()));
    split
        .validation()
        .ifPresent(
            part -> {
              Evaluation evaluation = model.evaluate(part);
              figures.put(VALIDATION_ACCURACY, evaluation.accuracy());
              figures.put(VALIDATION_LOSS, evaluation.loss());
            });
    figures.putAll(FlatnessFigures.of(context, split.train(), model, mask, seed));
    figures.putAll(Latency.figures(context, split.test(), model, mask));
    figures.values().removeIf(value -> !Double.isFinite(value));
    return figures;
  }
}
