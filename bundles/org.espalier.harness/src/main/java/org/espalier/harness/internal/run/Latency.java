package org.espalier.harness.internal.run;

import java.util.Arrays;
import java.util.List;
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

/** How long a network takes for a batch, by the clock. */
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
    return mediansMillis(List.of(model), data, batch, progress)[0];
  }

  /** The models take turns, so that what else the machine does meets them alike. */
  private static double[] mediansMillis(
      List<EvaluableModel> models, Dataset data, int batch, Progress progress) {
    Dataset examples = data.select(IntStream.range(0, batch).map(i -> i % data.size()).toArray());
    double[][] millis = new double[models.size()][RUNS];
    for (int run = -WARM_UP; run < RUNS; run++) {
      for (int m = 0; m < millis.length; m++) {
        progress.check();
        long start = System.nanoTime();
        models.get(m).evaluate(examples);
        millis[m][Math.max(0, run)] = (System.nanoTime() - start) / 1e6;
      }
    }
    return Arrays.stream(millis).mapToDouble(Latency::median).toArray();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /**
   * Of a network as figures, if that is asked for: its time, and how many times faster it is than
   * with the units that nothing reads, which are taken out as {@code prune --remove} would. Other
   * zeros take as long as other numbers.
   */
  static Map<String, Double> figures(
      RunContext context, Dataset data, EvaluableModel model, Mask mask) {
    return context.experiment().measurements().latency()
        ? figures(model, mask, data, context.cellProgress())
        : Map.of();
  }

  static Map<String, Double> figures(
      EvaluableModel model, Mask mask, Dataset data, Progress progress) {
    if (model instanceof ReducibleModel reducible && !RemovableUnits.of(mask).isEmpty()) {
      try (PrunableModel reduced = reducible.reduce(mask)) {
        if (reduced instanceof EvaluableModel smaller) {
          double[] both = mediansMillis(List.of(model, smaller), data, BATCH, progress);
          return figures(both[1], both[0] / both[1]);
        }
      } catch (EspalierException e) {
        progress.check(); // a part that can't be followed: the network stays as large as it is
      }
    }
    return figures(medianMillis(model, data, BATCH, progress), 1);
  }

  private static Map<String, Double> figures(double millis, double speedUp) {
    return Map.of(Cell.LATENCY, millis, Cell.SPEED_UP, speedUp);
  }
}
