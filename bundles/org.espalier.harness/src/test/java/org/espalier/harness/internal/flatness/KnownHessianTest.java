package org.espalier.harness.internal.flatness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.Mask;
import org.espalier.harness.internal.run.SoftmaxModel;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

/** A quadratic of given eigenvalues, and softmax regression, whose Hessian is a formula. */
class KnownHessianTest {
  private static final Dataset ONE =
      new Dataset("one", List.of(1), new float[] {1}, new int[] {0}, 1);
  private static final int P = 120;

  private final double[] eigenvalues = eigenvalues();
  private final Quadratic quadratic = new Quadratic(eigenvalues, Fixtures.normal(P, 1, 3), 4);
  private final LossSurface surface =
      new LossSurface(quadratic, ONE, Mask.all(quadratic.layout()), Progress.NONE);

  /** From −3 to 40; the largest stands apart. */
  private static double[] eigenvalues() {
    double[] values = new double[P];
    for (int k = 0; k < P; k++) {
      values[k] = -3 + 8.0 * k / P;
    }
    values[50] = 40;
    return values;
  }

  @Test
  void productsWithTheHessianAreExactToSinglePrecision() {
    HessianProduct hessian = new HessianProduct(surface);
    double[] v = Vectors.normal(surface.mask(), new Random(1));
    double[] expected = quadratic.times(v);
    assertArrayEquals(expected, hessian.times(v), 2e-3 * Vectors.norm(expected));
    assertTrue(hessian.error(v) < 2e-3, () -> "" + hessian.error(v));
    assertArrayEquals(new double[P], hessian.times(new double[P]));
  }

  @Test
  void lanczosFindsTheEndsOfTheSpectrum() {
    Lanczos lanczos = new Lanczos(surface.mask(), quadratic::times);
    Lanczos.Ends ends = lanczos.run(30, 1e-6, 1);
    assertEquals(40, ends.largest(), 1e-9 * 40);
    assertTrue(ends.residual() <= 1e-6 && ends.steps() < 30, ends.toString());
    assertTrue(ends.smallest() >= -3 - 1e-9, ends.toString());
    Lanczos.Ends whole = new Lanczos(surface.mask(), quadratic::times).run(P, 0, 1);
    assertEquals(-3, whole.smallest(), 1e-6);
    Lanczos.Ends rounded =
        new Lanczos(surface.mask(), new HessianProduct(surface)::times).run(30, 1e-3, 1);
    assertEquals(40, rounded.largest(), 40 * 1e-3);
    double[] top = lanczos.top();
    double[] product = quadratic.times(top);
    Vectors.add(product, -40, top);
    assertEquals(0, Vectors.norm(product), 1e-4);
  }

  @Test
  void lanczosTellsWhenItsStepsDidNotDo() {
    Lanczos.Ends ends = new Lanczos(surface.mask(), quadratic::times).run(3, 1e-6, 1);
    assertEquals(3, ends.steps());
    assertTrue(ends.residual() > 1e-6 && ends.largest() < 40, ends.toString());
  }

  @Test
  void lanczosStopsWhereTheSubspaceIsExhausted() {
    Mask two = Mask.of(quadratic.layout(), bits(0, P - 1));
    Lanczos.Ends ends = new Lanczos(two, quadratic::times).run(30, 0, 1);
    assertTrue(ends.steps() <= 2, ends.toString());
  }

  @Test
  void hutchinsonsMeanIsTheTraceWithinItsError() {
    double trace = java.util.Arrays.stream(eigenvalues).sum();
    Hutchinson found =
        Hutchinson.estimate(
            surface.mask(), z -> Vectors.dot(z, quadratic.times(z)), 0.01, 2_000, 1);
    assertTrue(found.standardError() <= 0.01 * found.trace() || found.samples() == 2_000);
    assertEquals(trace, found.trace(), 4 * found.standardError());
    Hutchinson capped =
        Hutchinson.estimate(surface.mask(), z -> Vectors.dot(z, quadratic.times(z)), 1e-9, 20, 1);
    assertEquals(20, capped.samples());
  }

  /** A diagonal matrix has the same form for all signs. */
  @Test
  void hutchinsonIsExactOnADiagonal() {
    Hutchinson found =
        Hutchinson.estimate(
            surface.mask(),
            z -> {
              double sum = 0;
              for (int k = 0; k < P; k++) {
                sum += eigenvalues[k] * z[k] * z[k];
              }
              return sum;
            },
            0.01,
            50,
            1);
    assertEquals(java.util.Arrays.stream(eigenvalues).sum(), found.trace(), 1e-9);
    assertEquals(8, found.samples());
  }

  @Test
  void samIsTheRiseAlongTheGradient() {
    double[] theta = surface.weights();
    double[] g = quadratic.times(theta);
    double norm = Vectors.norm(g);
    double expected =
        0.05 * norm + 0.05 * 0.05 / 2 * Vectors.dot(g, quadratic.times(g)) / norm / norm;
    assertEquals(expected, new Sharpness(surface).sam(0.05), 1e-4 * expected);
  }

  @Test
  void aPlaceWithoutGradientHasNoRiseAlongIt() {
    Quadratic bottom = new Quadratic(eigenvalues, new float[P], 4);
    Sharpness there =
        new Sharpness(new LossSurface(bottom, ONE, Mask.all(bottom.layout()), Progress.NONE));
    assertEquals(0, there.sam(0.05));
    assertEquals(0, there.adaptiveSam(0.5));
    assertEquals(0, there.keskar(1e-3));
  }

  /** H = mean over x of (diag p − ppᵀ) ⊗ xxᵀ, with 1 behind x for the biases. */
  @Test
  void softmaxRegressionHasItsFormulasHessianOnWhatIsKept() {
    SoftmaxModel model = new SoftmaxModel(3, 3, 5, List.of());
    Dataset data =
        new Dataset("normal", List.of(3), Fixtures.normal(40 * 3, 1, 6), labels(40, 3), 3);
    Mask mask = Mask.of(model.layout(), bits(0, 2, 3, 5, 6, 7, 9, 10, 11));
    LossSurface around = new LossSurface(model, data, mask, Progress.NONE);
    double[][] h = hessian(model, data, mask);
    EigenDecomposition exact = new EigenDecomposition(new Array2DRowRealMatrix(h));
    double largest = java.util.Arrays.stream(exact.getRealEigenvalues()).max().orElseThrow();

    HessianProduct product = new HessianProduct(around);
    Lanczos.Ends ends = new Lanczos(mask, product::times).run(30, 1e-5, 1);
    assertEquals(largest, ends.largest(), 1e-3 * largest);
    double[] v = Vectors.normal(mask, new Random(2));
    assertArrayEquals(new Array2DRowRealMatrix(h).operate(v), product.times(v), 2e-3);
    double trace = new Array2DRowRealMatrix(h).getTrace();
    Hutchinson sampled =
        Hutchinson.estimate(mask, z -> Vectors.dot(z, product.times(z)), 0.02, 500, 1);
    assertEquals(trace, sampled.trace(), 4 * sampled.standardError());
  }

  private static double[][] hessian(SoftmaxModel model, Dataset data, Mask mask) {
    double[][] h = new double[12][12];
    for (int i = 0; i < data.size(); i++) {
      float[] x = {0, 0, 0, 1};
      data.copyExample(i, x, 0);
      double[] p = model.probabilities(java.util.Arrays.copyOf(x, 3));
      for (int a = 0; a < 12; a++) {
        for (int b = 0; b < 12; b++) {
          int c = unit(a);
          int d = unit(b);
          double block = (c == d ? p[c] : 0) - p[c] * p[d];
          boolean kept = mask.keeps(a) && mask.keeps(b);
          h[a][b] += kept ? block * x[input(a)] * x[input(b)] / data.size() : 0;
        }
      }
    }
    return h;
  }

  /** Nine weights (3 units, 3 inputs), then three biases. */
  private static int unit(int k) {
    return k < 9 ? k / 3 : k - 9;
  }

  private static int input(int k) {
    return k < 9 ? k % 3 : 3;
  }

  private static int[] labels(int n, int classes) {
    int[] labels = new int[n];
    java.util.Arrays.setAll(labels, i -> i * 7 % classes);
    return labels;
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    for (int k : set) {
      bits.set(k);
    }
    return bits;
  }
}
