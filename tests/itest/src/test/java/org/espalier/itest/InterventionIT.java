package org.espalier.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Perturbations of a network of Deeplearning4j, and what is made of them. */
class InterventionIT {
  @Test
  @SuppressWarnings("unchecked")
  void gammaOfUnitsIsWhatPerturbingEachAloneCosts(@TempDir Path folder) throws Exception {
    Map<String, double[][]> told;
    try (TestContainer container = TestContainer.start()) {
      Function<Path, Map<String, double[][]>> probe =
          container.probe(Function.class, "intervention");
      told = probe.apply(folder);
    }
    double[][] energies = Objects.requireNonNull(told.get("energies"));
    double[] gamma = leastSquares(energies, only(told, "changes"));
    double correlation = correlation(gamma, only(told, "alone"));
    assertEquals(26, gamma.length);
    assertTrue(correlation > 0.9, "correlation " + correlation);

    double selected = only(told, "selected")[0];
    assertTrue(selected > 0 && selected < 64 * 16 + 16 * 10, "selected " + selected);
    assertEquals(0.3, only(told, "sparsity")[0], 1e-3);
  }

  private static double[] only(Map<String, double[][]> told, String name) {
    return Objects.requireNonNull(told.get(name))[0];
  }

  /** By the normal equations and elimination. */
  private static double[] leastSquares(double[][] x, double[] y) {
    int n = x[0].length;
    double[][] a = new double[n][n + 1];
    for (int t = 0; t < y.length; t++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          a[i][j] += x[t][i] * x[t][j];
        }
        a[i][n] += x[t][i] * y[t];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < n; r++) {
        double factor = r == i ? 0 : a[r][i] / a[i][i];
        for (int j = i; j <= n; j++) {
          a[r][j] -= factor * a[i][j];
        }
      }
    }
    double[] solution = new double[n];
    Arrays.setAll(solution, i -> a[i][n] / a[i][i]);
    return solution;
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += Math.pow(a[i] - meanA, 2);
      bb += Math.pow(b[i] - meanB, 2);
    }
    return ab / Math.sqrt(aa * bb);
  }
}
