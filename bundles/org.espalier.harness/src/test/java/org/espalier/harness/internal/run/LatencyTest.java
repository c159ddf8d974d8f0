package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.result.Cell;
import org.espalier.testkit.Fixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private static final Dataset DATA =
      DataSplit.of(DatasetLoader.load("breast-cancer"), 0).train().select(new int[] {0, 1, 2});

  private final Set<Integer> sizes = new HashSet<>();
  private int runs;
  private int closed;

  /** Counts, and takes no time to speak of. */
  private class Counting extends RunOnlyModel {
    Counting() {
      super(new SoftmaxModel(30, 2, 1, List.of()));
    }

    @Override
    public Evaluation evaluate(Dataset data) {
      runs++;
      sizes.add(data.size());
      return super.evaluate(data);
    }

    @Override
    public ParameterLayout layout() {
      return Fixtures.mlp(30, 3, 2);
    }

    @Override
    public void close() {
      closed++;
      super.close();
    }
  }

  private final class Reducible extends Counting implements ReducibleModel {
    private final @Nullable RuntimeException failure;
    private final Counting reduced = new Counting();
    private int reductions;

    Reducible(@Nullable RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public PrunableModel reduce(Mask mask) {
      reductions++;
      if (failure != null) {
        throw failure;
      }
      return reduced;
    }
  }

  @Test
  void takesTheMedianOfManyRunsOfOneBatch() {
    double millis = Latency.medianMillis(new Counting(), DATA, 64, Progress.NONE);
    assertTrue(millis > 0 && millis < 1_000, "" + millis);
    assertEquals(71, runs);
    assertEquals(Set.of(64), sizes, "more examples than there are, taken again");
  }

  @Test
  void leavesOutWhatNothingReads() {
    Reducible model = new Reducible(null);
    Map<String, Double> figures = measure(model, unread());
    assertTrue(figures.getOrDefault(Cell.SPEED_UP, 0.0) > 0);
    assertEquals(1, model.reductions);
    assertEquals(142, runs, "both, by turns");
    assertEquals(1, closed, "the smaller one");
    assertEquals(1, measure(model, Mask.all(model.layout())).get(Cell.SPEED_UP));
    assertEquals(1, model.reductions, "every unit is read");
  }

  @Test
  void measuresTheWholeWhereItCannotBeFollowed() {
    assertEquals(
        1, measure(new Reducible(new EspalierException("a loop")), unread()).get(Cell.SPEED_UP));
    assertEquals(71, runs);
    assertEquals(1, measure(new Counting(), unread()).get(Cell.SPEED_UP));
    assertEquals(142, runs, "an adapter that can't");
  }

  private static Map<String, Double> measure(Counting model, Mask mask) {
    Map<String, Double> figures = Latency.figures(model, mask, DATA, Progress.NONE);
    assertTrue(figures.getOrDefault(Cell.LATENCY, 0.0) > 0);
    return figures;
  }

  /** Cuts what reads the first hidden unit. */
  private static Mask unread() {
    ParameterLayout layout = Fixtures.mlp(30, 3, 2);
    Parameter reading = layout.prunable().get(1);
    BitSet kept = Mask.all(layout).toBitSet();
    kept.clear(reading.offset());
    kept.clear(reading.offset() + 3);
    return Mask.of(layout, kept);
  }
}
