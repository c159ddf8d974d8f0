package org.espalier.harness.internal.run;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Mask;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.model.RemovableUnits;
import org.espalier.harness.result.Cell;

/** How long a network takes for a batch, by the clock: the one figure that differs at each run. */
public final class Latency {
  /** Examples of a usual batch. */
  public static final int BATCH = 64;

  private static final int WARM_UP = 20;
  private static final int RUNS = 51;

  private Latency() {}

  /**
   * The median of many runs, in milliseconds.
   *
   * @param batch how many examples, taken from the data again where these are fewer
   */
  public static double medianMillis(
      EvaluableModel model, Dataset data, int batch, Progress progress) {
    Dataset examples = data.select(IntStream.range(0, batch).map(i -> i % data.size()).toArray());
    double[] millis = new double[RUNS];
    for (int run = -WARM_UP; run < RUNS; run++) {
      progress.check();
      long start = System.nanoTime();
      model.evaluate(examples);
      if (run >= 0) {
        millis[run] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[RUNS / 2];
  }

  /**
   * Of a network as a figure, if that is asked for. Zeros take as long as other numbers; a unit
   * that nothing reads is taken out before, as {@code prune --remove} would.
   */
  static Map<String, Double> figures(
      RunContext context, Dataset data, EvaluableModel model, Mask mask) {
    return context.experiment().measurements().latency()
        ? Map.of(Cell.LATENCY, withoutUnread(model, mask, data, context.cellProgress()))
        : Map.of();
  }

  /** The same of a network without what nothing reads, if its adapter can take that out. */
  static double withoutUnread(EvaluableModel model, Mask mask, Dataset data, Progress progress) {
    if (model instanceof ReducibleModel reducible && !RemovableUnits.of(mask).isEmpty()) {
      try (PrunableModel reduced = reducible.reduce(mask)) {
        if (reduced instanceof EvaluableModel smaller) {
          return medianMillis(smaller, data, BATCH, progress);
        }
      } catch (EspalierException e) {
        progress.check(); // a part that can't be followed: the network stays as large as it is
      }
    }
    return medianMillis(model, data, BATCH, progress);
  }
}
