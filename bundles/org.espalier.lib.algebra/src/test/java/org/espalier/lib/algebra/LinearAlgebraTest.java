package org.espalier.lib.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.espalier.lib.algebra.internal.OpenBlasAlgebra;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both libraries against plain loops; what they may not touch is NaN. */
class LinearAlgebraTest {
  private static final double NOT_READ = Double.NaN;
  private static final double TOLERANCE = 1e-11;

  static Stream<Arguments> sizes() {
    return algebras().flatMap(a -> Stream.of(1, 2, 7, 40, 150).map(n -> Arguments.of(a, n)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void addsAGramMatrix(LinearAlgebra algebra, int n) {
    int rows = n / 2 + 1;
    double[] a = random(rows * n, 1);
    double[] before = symmetric(n, 2);
    double[] sum = before.clone();
    algebra.addGram(-0.7, a, rows, n, sum);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double expected = before[i * n + j];
        for (int t = 0; t < rows; t++) {
          expected += -0.7 * a[t * n + i] * a[t * n + j];
        }
        assertEquals(expected, sum[i * n + j], TOLERANCE * n);
      }
    }
    requireUpperUntouched(sum, n);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void factorises(LinearAlgebra algebra, int n) {
    double[] s = symmetric(n, 3);
    double[] l = s.clone();
    assertTrue(algebra.cholesky(l, n));
    for (int i = 0; i < n; i++) {
      assertTrue(l[i * n + i] > 0);
      for (int j = 0; j <= i; j++) {
        double product = 0;
        for (int k = 0; k <= j; k++) {
          product += l[i * n + k] * l[j * n + k];
        }
        assertEquals(s[i * n + j], product, TOLERANCE * n);
      }
    }
    requireUpperUntouched(l, n);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void inverts(LinearAlgebra algebra, int n) {
    double[] s = symmetric(n, 4);
    double[] inverse = s.clone();
    assertTrue(algebra.invert(inverse, n));
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double product = 0;
        for (int k = 0; k < n; k++) {
          product += lower(s, n, i, k) * lower(inverse, n, k, j);
        }
        assertEquals(i == j ? 1 : 0, product, TOLERANCE * n);
      }
    }
    requireUpperUntouched(inverse, n);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void solvesALowerTriangle(LinearAlgebra algebra, int n) {
    double[] l = symmetric(n, 5);
    double[] x = random(3 * n, 6);
    double[] b = new double[3 * n];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        for (int j = 0; j <= i; j++) {
          b[i * 3 + c] += l[i * n + j] * x[j * 3 + c];
        }
      }
    }
    algebra.solveLower(l, n, b, 3);
    assertArrayEquals(x, b, 1e-8);
  }

  static Stream<LinearAlgebra> algebras() {
    return Stream.of(LinearAlgebra.best(), LinearAlgebra.plain());
  }

  /** Of a unit that is dead, or that dies whole. */
  @ParameterizedTest
  @MethodSource("algebras")
  void takesWhatIsEmpty(LinearAlgebra algebra) {
    double[] none = {};
    algebra.addGram(1, none, 3, 0, none);
    assertTrue(algebra.cholesky(none, 0));
    assertTrue(algebra.invert(none, 0));
    algebra.solveLower(none, 0, none, 1);
    algebra.solveLower(new double[] {1}, 1, none, 0);
    double[] s = {1};
    algebra.addGram(1, none, 0, 1, s);
    assertEquals(1, s[0]);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void refusesWhatIsNotPositiveDefinite(LinearAlgebra algebra, int n) {
    double[] s = symmetric(n, 7);
    s[n * n - 1] = -1;
    assertFalse(algebra.cholesky(s.clone(), n));
    assertFalse(algebra.invert(s.clone(), n));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void refusesWhatIsNotANumber(LinearAlgebra algebra, int n) {
    for (int at : new int[] {0, (n - 1) * n, n * n - 1}) {
      double[] s = symmetric(n, 8);
      s[at] = Double.NaN;
      assertFalse(algebra.cholesky(s.clone(), n));
      assertFalse(algebra.invert(s, n));
    }
  }

  @Test
  void openBlasIsBestWhereItIs() {
    assertInstanceOf(OpenBlasAlgebra.class, LinearAlgebra.best());
  }

  private static double lower(double[] s, int n, int i, int j) {
    return s[Math.max(i, j) * n + Math.min(i, j)];
  }

  private static void requireUpperUntouched(double[] s, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        assertTrue(Double.isNaN(s[i * n + j]), "wrote above the diagonal");
      }
    }
  }

  /** Positive definite for its heavy diagonal, and NaN above it. */
  private static double[] symmetric(int n, long seed) {
    double[] s = random(n * n, seed);
    for (int i = 0; i < n; i++) {
      s[i * n + i] = 2 * n + i;
      Arrays.fill(s, i * n + i + 1, (i + 1) * n, NOT_READ);
    }
    return s;
  }

  private static double[] random(int length, long seed) {
    return new Random(seed).doubles(length, -1, 1).toArray();
  }
}
