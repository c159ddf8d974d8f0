package org.espalier.estimator.lasso.internal;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.testkit.Fixtures;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * What the Lasso does again and again, on Gaussian updates in arrays, per second; the counter
 * {@code bytes} is how many bytes of updates, columns or products were read in that second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class LassoKernelBenchmark {
  private static final int UNITS = 64;

  @Param("512")
  int steps = 512;

  /** p, about: a layer of 64 units and their biases. */
  @Param("65536")
  int parameters = 65_536;

  /** Columns in the working set. */
  @Param("512")
  int members = 512;

  private @Nullable Prepared prepared;

  /** Makes the trajectory, its problem and a working set. */
  @Setup
  public void prepare() {
    ParameterLayout layout = Fixtures.mlp(Math.max(1, parameters / UNITS - 1), UNITS);
    prepared = new Prepared(Fixtures.planted(layout, steps, new double[0], 0.01, 1), members);
  }

  private Prepared prepared() {
    return Objects.requireNonNull(prepared);
  }

  /** Bytes read. */
  @State(Scope.Thread)
  @AuxCounters
  public static class Read {
    public long bytes;
  }

  private static final class Prepared {
    final LassoProblem problem;
    final WorkingSet set;
    final List<double[]> vectors;
    final ColumnScales scales;
    final double[] products;
    final double highest;

    Prepared(Trajectory trajectory, int members) {
      this.problem = new LassoProblem(trajectory, LassoOptions.DEFAULTS, Progress.NONE);
      this.set = problem.set(problem.whole());
      set.add(IntStream.range(0, members).toArray(), Progress.NONE);
      this.vectors = PassRun.uniform(16, problem.features().rows());
      this.products = new double[problem.features().columns()];
      this.scales = moments(this::keep);
      this.highest = steepest(0).highest();
    }

    private void keep(int vector, int from, double[] some, int width) {
      System.arraycopy(some, 0, products, from, width);
    }

    ColumnScales moments(FeaturePass.Sink sink) {
      double[] response = problem.whole().response();
      return ColumnMoments.read(problem.features(), true, response, scales -> sink, Progress.NONE);
    }

    Steepest steepest(double threshold) {
      double norm = Math.sqrt(2 * problem.whole().unit());
      Steepest steepest = new Steepest(scales, new BitSet(), norm, threshold, LassoPath.FIRST);
      Blocks blocks = new Blocks(problem.parameters(), problem.features().updates().rows());
      double[] run = new double[Blocks.WIDTH];
      for (int block = 0; block < blocks.count(); block++) {
        int from = blocks.from(block);
        System.arraycopy(products, from, run, 0, blocks.width(block));
        steepest.accept(0, from, run, blocks.width(block));
      }
      return steepest;
    }

    long updateBytes() {
      return 4L * problem.features().updates().rows() * problem.parameters();
    }
  }

  private int pass(int vectors, Read read) {
    Prepared all = prepared();
    read.bytes += all.updateBytes();
    return all.problem
        .pass()
        .run(all.vectors.subList(0, vectors), LassoKernelBenchmark::ignore, Progress.NONE);
  }

  private static void ignore(int vector, int from, double[] products, int width) {}

  /** Xᵀv of one vector. */
  @Benchmark
  public int passOfOne(Read read) {
    return pass(1, read);
  }

  /** Xᵀv of four vectors in one pass. */
  @Benchmark
  public int passOfFour(Read read) {
    return pass(4, read);
  }

  /** Xᵀv of sixteen vectors in one pass. */
  @Benchmark
  public int passOfSixteen(Read read) {
    return pass(16, read);
  }

  /** The first pass: length and deviation of each column, and Xᵀy. */
  @Benchmark
  public Object moments(Read read) {
    read.bytes += prepared().updateBytes();
    return prepared().moments(LassoKernelBenchmark::ignore);
  }

  /** Aᵀv of the working set's columns in double precision. */
  @Benchmark
  public double[] products(Read read) {
    Prepared all = prepared();
    read.bytes += 8L * all.set.size() * all.problem.features().rows();
    return all.set.products(all.vectors.get(0));
  }

  /** The steepest of all columns, as after the first pass, from products that it has found. */
  @Benchmark
  public int[] steepestOfAll(Read read) {
    return steepest(0, read).indices();
  }

  /** The steepest columns above half of the highest, as after a later pass. */
  @Benchmark
  public int[] steepestOfFew(Read read) {
    return steepest(0.5 * prepared().highest, read).indices();
  }

  private Steepest steepest(double threshold, Read read) {
    Prepared all = prepared();
    read.bytes += 8L * all.products.length;
    return all.steepest(threshold);
  }
}
