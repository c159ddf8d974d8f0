package org.espalier.policy.causal.internal.surgeon;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.GradientRows;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the surgeon does to a single unit, by the number of its weights. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  private static final int UNITS = 4;
  private static final int ROWS = 256;
  private static final int WIDE_ROWS = 64;
  private static final double DELTA = 1e-4;

  @Param({"64", "275", "784"})
  int fanIn = 64;

  private @Nullable Layer layer;

  /** A layer of Gaussian gradients, a unit of it opened, and a mask that cuts a tenth. */
  @Setup
  public void prepare() {
    layer = new Layer(fanIn);
  }

  private Layer layer() {
    return Objects.requireNonNull(layer);
  }

  private static final class Layer {
    final LayerCurvature dense;
    final LayerCurvature wide;
    final Unit unit;
    final Mask all;
    final Mask fewer;
    final UnitState opened;
    final double[] gradients;
    final double[] gram;

    Layer(int fanIn) {
      ParameterLayout layout = Fixtures.mlp(fanIn, UNITS);
      GradientRows rows =
          GradientRows.sample(
              Fixtures.planted(layout, ROWS, new double[layout.size()], 0.01, 1),
              ROWS,
              Progress.NONE);
      all = Mask.all(layout);
      dense = curvature(layout, rows, Integer.MAX_VALUE);
      wide = curvature(layout, rows, 1);
      unit = dense.units().get(0);
      opened = dense.open(unit, all);
      fewer = withoutEachTenth(layout);
      gradients = unit.read(rows, IntStream.range(0, unit.size()).toArray());
      gram = new double[unit.size() * unit.size()];
    }

    private static Mask withoutEachTenth(ParameterLayout layout) {
      BitSet kept = Mask.all(layout).toBitSet();
      for (int k = 0; k < layout.prunableSize(); k += 10) {
        kept.clear(k);
      }
      return Mask.of(layout, kept);
    }

    private LayerCurvature curvature(ParameterLayout layout, GradientRows rows, int denseLimit) {
      double[] theta = new double[layout.size()];
      Arrays.fill(theta, 1);
      LayerCurvature curvature =
          new LayerCurvature(
              Unit.of(layout.prunable().get(0), layout),
              rows,
              theta,
              new LayerCurvature.Settings(
                  LinearAlgebra.best(), DELTA, denseLimit, WIDE_ROWS, true, 1));
      curvature.prepare(all);
      return curvature;
    }
  }

  /** C_j = ⟨g gᵀ⟩ of the unit's gradients. */
  @Benchmark
  public double[] gram() {
    Layer layer = layer();
    LinearAlgebra.best().addGram(1.0 / ROWS, layer.gradients, ROWS, layer.unit.size(), layer.gram);
    return layer.gram;
  }

  /** The unit's curvature and its inverse, gradients read. */
  @Benchmark
  public Object open() {
    return layer().dense.open(layer().unit, layer().all);
  }

  /** The down-date of the inverse for a tenth of the weights. */
  @Benchmark
  public Object cut() {
    return layer().opened.cut(layer().fewer);
  }

  /** The solution in the space of the gradients, by Woodbury's identity. */
  @Benchmark
  public Object woodbury() {
    return layer().wide.open(layer().unit, layer().fewer);
  }
}
