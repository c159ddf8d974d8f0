package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.Progress;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.ParameterGroup;

/**
 * K = ZZᵀ of each group of parameters, n × n, where Z are its columns, every lag's, standardised
 * and with the unpenalised columns taken out: all that the group Lasso needs of a group. Made when
 * first asked for, and kept as floats.
 */
final class GroupKernels {
  /** Columns that are multiplied at once. */
  private static final int TILE = 64;

  private final LassoProblem problem;
  private final List<ParameterGroup> groups;
  private final Progress progress;
  private final Map<Integer, float[][]> kernels = new HashMap<>();

  GroupKernels(LassoProblem problem, List<ParameterGroup> groups, Progress progress) {
    this.problem = problem;
    this.groups = groups;
    this.progress = progress;
  }

  /** Rows 0..n−1 of the lower triangle, row i of i + 1 values; not to be changed. */
  float[][] of(int group) {
    return kernels.computeIfAbsent(group, this::make);
  }

  /**
   * The kernel on some rows, with what is unpenalised on these taken out.
   *
   * @param regression on these rows
   */
  float[][] of(int group, Regression regression) {
    float[][] whole = of(group);
    if (regression.sample().size() == whole.length) {
      return whole;
    }
    return projected(whole, regression);
  }

  private float[][] make(int group) {
    int n = problem.features().rows();
    double[][] sums = new double[n][];
    float[][] few = new float[n][];
    for (int i = 0; i < n; i++) {
      sums[i] = new double[i + 1];
      few[i] = new float[i + 1];
    }
    int[] columns = columns(groups.get(group));
    for (int from = 0; from < columns.length; from += TILE) {
      int to = Math.min(columns.length, from + TILE);
      addProducts(standardized(Arrays.copyOfRange(columns, from, to)), few);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          sums[i][j] += few[i][j];
        }
        Arrays.fill(few[i], 0);
      }
    }
    return rounded(sums);
  }

  /** few ← few + Σ zzᵀ, four columns at once, rows on all threads. */
  private static void addProducts(List<float[]> columns, float[][] few) {
    while (columns.size() % FloatTile.ROWS != 0) {
      columns.add(new float[few.length]);
    }
    IntStream.range(0, few.length)
        .parallel()
        .forEach(
            i -> {
              for (int c = 0; c < columns.size(); c += FloatTile.ROWS) {
                float[] z0 = columns.get(c);
                float[] z1 = columns.get(c + 1);
                float[] z2 = columns.get(c + 2);
                float[] z3 = columns.get(c + 3);
                FloatKernels.add(few[i], z0, z1, z2, z3, z0[i], z1[i], z2[i], z3[i], i + 1);
              }
            });
  }

  private List<float[]> standardized(int[] columns) {
    progress.check();
    List<float[]> standardized = new ArrayList<>();
    double[][] extracted = problem.features().extract(columns, progress);
    for (int c = 0; c < columns.length; c++) {
      double inverse = problem.scales().inverse(columns[c]);
      if (inverse > 0) {
        problem.whole().unpenalized().project(extracted[c]);
        float[] z = new float[extracted[c].length];
        for (int t = 0; t < z.length; t++) {
          z[t] = (float) (extracted[c][t] * inverse);
        }
        standardized.add(z);
      }
    }
    return standardized;
  }

  private int[] columns(ParameterGroup group) {
    return problem
        .features()
        .columnsOf(
            group.ranges().stream()
                .flatMapToInt((IndexRange r) -> IntStream.range(r.from(), r.to())));
  }

  /** PKP, P = I − QQᵀ on the rows of a sample. */
  private static float[][] projected(float[][] whole, Regression regression) {
    int[] rows = regression.sample().rows();
    double[][] square = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        square[i][j] = whole[rows[i]][rows[j]];
        square[j][i] = square[i][j];
      }
    }
    for (double[] row : square) {
      regression.unpenalized().project(row);
    }
    double[][] turned = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        turned[j][i] = square[i][j];
      }
    }
    for (double[] row : turned) {
      regression.unpenalized().project(row);
    }
    return rounded(turned);
  }

  private static float[][] rounded(double[][] rows) {
    float[][] rounded = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      rounded[i] = new float[i + 1];
      for (int j = 0; j <= i; j++) {
        rounded[i][j] = (float) rows[i][j];
      }
    }
    return rounded;
  }
}
