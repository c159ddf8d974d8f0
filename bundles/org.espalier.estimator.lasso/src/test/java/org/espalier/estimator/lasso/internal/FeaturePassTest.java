package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.espalier.core.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both passes over the updates against plain sums in double precision. */
class FeaturePassTest {
  private static final int[] VECTORS = {1, 2, 3, 33};

  /** Features, their scales, and what the first pass tells of the response. */
  private static final class Problem {
    final SquaredUpdates features;
    final boolean standardize;
    final double[] response;
    final double[] firstProducts;
    final ColumnScales scales;

    Problem(Random random, float[][] updates, int lags, boolean standardize) {
      this.standardize = standardize;
      this.features =
          new SquaredUpdates(
              Fixture.of(updates, new double[updates.length]).updates(),
              lags,
              standardize || lags > 0);
      this.response = vector(random, features);
      this.firstProducts = new double[features.columns()];
      this.scales =
          ColumnMoments.read(
              features, standardize, response, s -> into(firstProducts), Progress.NONE);
    }

    double[][] products(List<double[]> vectors) {
      double[][] products = new double[vectors.size()][features.columns()];
      int passes =
          new FeaturePass(features, scales)
              .run(
                  vectors,
                  (v, from, values, width) -> System.arraycopy(values, 0, products[v], from, width),
                  Progress.NONE);
      int group = FeaturePass.MOST / features.lags();
      assertEquals((vectors.size() + group - 1) / group, passes);
      return products;
    }

    /** A column as its block is read where floats don't do: minus its value in one row. */
    double[] column(int c) {
      double[] column = new double[features.rows()];
      int parameter = c % features.parameters();
      int first = features.firstUpdate(c / features.parameters());
      double shift = features.shifted() ? square(features.shiftRow(), parameter) : 0;
      for (int t = 0; t < column.length; t++) {
        column[t] = square(first + t, parameter) - shift;
      }
      return column;
    }

    private double square(int row, int parameter) {
      double update = features.updates().row(row).get(parameter);
      return update * update;
    }

    void requireWithinBound(double[] v, double[] products) {
      double norm = norm(v);
      for (int c = 0; c < products.length; c++) {
        double[] column = column(c);
        double inverse = standardize ? 1 / NaiveLasso.deviation(column) : 1;
        double score = dot(column, v) * inverse;
        double found = products[c] * scales.inverse(c);
        double error = scales.bound(c, products[c], norm) - Math.abs(found);
        double roundOff = 1e-13 * norm * norm(column) * inverse;
        int at = c;
        assertTrue(
            Math.abs(found - score) <= error + roundOff,
            () -> "column " + at + ": " + found + " for " + score + ", within " + error);
      }
    }
  }

  private static FeaturePass.Sink into(double[] products) {
    return (v, from, values, width) -> System.arraycopy(values, 0, products, from, width);
  }

  @ParameterizedTest
  @CsvSource({
    // rows, parameters, lags, standardize, whether some columns are huge, tiny, nearly constant
    "2, 5, 0, true, false",
    "5, 40, 0, false, true",
    "31, 4095, 0, true, false",
    "32, 4096, 0, true, true",
    "33, 4097, 0, true, false",
    "33, 4097, 0, false, true",
    "38, 4097, 1, true, true",
    "41, 4099, 3, true, false",
    "70, 4100, 2, false, true",
    "131, 200, 0, true, false",
  })
  void productsAreWithinTheStatedBound(
      int rows, int parameters, int lags, boolean standardize, boolean odd) {
    Random random = new Random(rows * 31L + parameters);
    float[][] updates = Fixture.randomUpdates(random, rows, parameters);
    if (odd) {
      makeOdd(updates, random);
    }
    Problem problem = new Problem(random, updates, lags, standardize);
    problem.requireWithinBound(problem.response, problem.firstProducts);
    List<double[]> vectors = new ArrayList<>();
    for (int v = 0; v < VECTORS[VECTORS.length - 1]; v++) {
      double[] vector = vector(random, problem.features);
      Vectors.scale(Math.pow(10, random.nextInt(40) - 20), vector);
      vectors.add(vector);
    }
    for (int count : VECTORS) {
      double[][] products = problem.products(vectors.subList(0, count));
      problem.requireWithinBound(vectors.get(0), products[0]);
      problem.requireWithinBound(vectors.get(count - 1), products[count - 1]);
    }
  }

  @Test
  void onlyBlocksWithOddColumnsNeedDoubles() {
    float[][] updates = Fixture.randomUpdates(new Random(1), 40, 3 * Blocks.WIDTH);
    makeOdd(updates, new Random(2));
    ColumnScales scales = new Problem(new Random(3), updates, 0, true).scales;
    assertFalse(scales.isExact(0));
    assertFalse(scales.isExact(1));
    assertTrue(scales.isExact(2));
    assertEquals(0, scales.leftOut());
    float[] row = updates[39];
    row[5] = 1e25f;
    assertTrue(new Problem(new Random(3), updates, 0, true).scales.isExact(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 99, 130})
  void valuesThatFewRowsHaveShow(int rare) {
    float[][] updates = Fixture.randomUpdates(new Random(6), 131, 40);
    for (int t = 0; t < updates.length; t++) {
      updates[t][0] = t == rare ? 1e-3f : 0;
      updates[t][1] *= t == rare ? 1e9f : 1;
      updates[t][2] = t == rare ? 1e-42f : 0;
      updates[t][3] *= t < rare ? 1e-9f : 1;
      updates[t][4] = t == rare ? 1e30f : updates[t][4];
    }
    for (boolean standardize : new boolean[] {true, false}) {
      // Each on its own too, so that one that needs doubles doesn't cover for another.
      for (int k = -1; k < 5; k++) {
        int from = Math.max(0, k);
        int to = k < 0 ? 40 : k + 1;
        float[][] some = new float[updates.length][];
        Arrays.setAll(some, t -> Arrays.copyOfRange(updates[t], from, to));
        Problem problem = new Problem(new Random(7), some, 0, standardize);
        assertEquals(0, problem.scales.leftOut());
        problem.requireWithinBound(problem.response, problem.firstProducts);
        double[] vector = vector(new Random(8), problem.features);
        problem.requireWithinBound(vector, problem.products(List.of(vector))[0]);
      }
    }
  }

  /** In one float each, the sums would be off by a hundred times the bound. */
  @Test
  void manyRowsGatherNoRoundOff() {
    float[][] updates = new float[200_000][3];
    for (float[] row : updates) {
      row[0] = 0.7f;
      row[1] = 0.3f;
      row[2] = 1e-3f;
    }
    Problem problem = new Problem(new Random(9), updates, 0, false);
    double[] ones = new double[updates.length];
    Arrays.fill(ones, 1);
    problem.requireWithinBound(ones, problem.products(List.of(ones))[0]);
    problem.requireWithinBound(ones, problem.products(List.of(problem.response, ones))[1]);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 5", "2, 1", "2, 20"})
  void threadsChangeNoBit(int lags, int count) throws Exception {
    Random random = new Random(4);
    float[][] updates = Fixture.randomUpdates(random, 50, 5 * Blocks.WIDTH + 17);
    makeOdd(updates, random);
    List<double[]> vectors = new ArrayList<>();
    Problem problem = new Problem(random, updates, lags, true);
    for (int v = 0; v < count; v++) {
      vectors.add(vector(random, problem.features));
    }
    double[][] alone = inPool(1, updates, lags, vectors);
    double[][] together = inPool(4, updates, lags, vectors);
    for (int v = 0; v <= count; v++) {
      assertArrayEquals(alone[v], together[v]);
    }
  }

  /** The products of the first pass, then those of the others. */
  private static double[][] inPool(int threads, float[][] updates, int lags, List<double[]> vectors)
      throws Exception {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(
              () -> {
                Problem problem = new Problem(new Random(5), updates, lags, true);
                List<double[]> all = new ArrayList<>(List.of(problem.firstProducts));
                all.addAll(List.of(problem.products(vectors)));
                return all.toArray(double[][]::new);
              })
          .get();
    } finally {
      pool.shutdown();
    }
  }

  /** The last columns become huge, tiny and nearly constant. */
  private static void makeOdd(float[][] updates, Random random) {
    int last = updates[0].length - 1;
    for (float[] row : updates) {
      row[last] = (float) (1e30 * random.nextGaussian());
      row[last - 1] = (float) (1e-30 * random.nextGaussian());
      row[last - 2] = 1 + random.nextInt(4) * Math.ulp(1f);
    }
  }

  /** Values about a mean of 0, as the intercept leaves them. */
  private static double[] vector(Random random, SquaredUpdates features) {
    double[] vector = random.doubles(features.rows(), -1, 1).toArray();
    if (features.shifted()) {
      double sum = 0;
      for (double value : vector) {
        sum += value;
      }
      Vectors.add(-sum / vector.length, vector);
    }
    return vector;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
