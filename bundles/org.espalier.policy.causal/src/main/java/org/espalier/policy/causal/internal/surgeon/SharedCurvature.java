package org.espalier.policy.causal.internal.surgeon;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.core.trajectory.GradientRows;
import org.espalier.lib.algebra.LinearAlgebra;

/**
 * What the units of a layer share: A = Σ_j C_j, the covariance of their inputs weighted by how much
 * each unit's output counts.
 *
 * <p>Exact, or where that takes too long from a sketch: rows Σ_j ±g_j, one a gradient, whose outer
 * products are A on average over the signs.
 */
final class SharedCurvature {
  /** Units whose Gram matrices are added one after the other, whatever the number of cores. */
  private static final int CHUNK = 16;

  private final List<Unit> units;
  private final GradientRows rows;
  private final int size;
  private final double[] diagonal;
  private final double trace;
  private double[] matrix = new double[0];
  private double[] fewRows = new double[0];

  SharedCurvature(List<Unit> units, GradientRows rows) {
    this.units = units;
    this.rows = rows;
    this.size = units.get(0).size();
    this.diagonal = new double[size];
    for (Unit unit : units) {
      for (int i = 0; i < size; i++) {
        diagonal[i] += rows.secondMoments()[unit.index(i)];
      }
    }
    this.trace = Arrays.stream(diagonal).sum();
  }

  /** A's diagonal, D values. */
  double[] diagonal() {
    return diagonal;
  }

  /** tr C_j ÷ tr A. */
  double part(Unit unit) {
    double own = 0;
    for (int i = 0; i < size; i++) {
      own += rows.secondMoments()[unit.index(i)];
    }
    return trace == 0 ? 0 : own / trace;
  }

  /** Computes A, unless it is there. */
  void prepareMatrix(LinearAlgebra algebra, boolean exact, long seed) {
    if (matrix.length == 0) {
      matrix = full(exact ? sum(algebra) : gram(algebra, sketch(rows, seed)));
    }
  }

  /** Computes a sketch with one row for each of a few gradients, unless it is there. */
  void prepareRows(GradientRows few, long seed) {
    if (fewRows.length == 0) {
      fewRows = sketch(few, seed);
    }
  }

  /** The lower triangle mirrored, so that rows are whole. */
  private double[] full(double[] lower) {
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        lower[j * size + i] = lower[i * size + j];
      }
    }
    return lower;
  }

  /** A, D × D; empty before it is prepared. */
  double[] matrix() {
    return matrix;
  }

  /** The sketch of a few gradients, row by row; empty before it is prepared. */
  double[] fewRows() {
    return fewRows;
  }

  private double[] gram(LinearAlgebra algebra, double[] gradients) {
    double[] a = new double[size * size];
    algebra.addGram(1.0 / rows.count(), gradients, rows.count(), size, a);
    return a;
  }

  private double[] sketch(GradientRows some, long seed) {
    Random random = new Random(seed);
    double[] sketch = new double[some.count() * size];
    for (Unit unit : units) {
      unit.addTo(sketch, signs(some.count(), random), some);
    }
    return sketch;
  }

  private static double[] signs(int count, Random random) {
    double[] signs = new double[count];
    for (int t = 0; t < count; t++) {
      signs[t] = random.nextBoolean() ? 1 : -1;
    }
    return signs;
  }

  private double[] sum(LinearAlgebra algebra) {
    int chunks = (units.size() + CHUNK - 1) / CHUNK;
    List<double[]> sums =
        IntStream.range(0, chunks)
            .parallel()
            .mapToObj(c -> units.subList(c * CHUNK, Math.min(units.size(), (c + 1) * CHUNK)))
            .map(some -> sum(some, algebra))
            .toList();
    double[] sum = sums.get(0);
    for (double[] next : sums.subList(1, chunks)) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += next[i];
      }
    }
    return sum;
  }

  private double[] sum(List<Unit> some, LinearAlgebra algebra) {
    double[] a = new double[size * size];
    int[] whole = IntStream.range(0, size).toArray();
    for (Unit unit : some) {
      algebra.addGram(1.0 / rows.count(), unit.read(rows, whole), rows.count(), size, a);
    }
    return a;
  }
}
