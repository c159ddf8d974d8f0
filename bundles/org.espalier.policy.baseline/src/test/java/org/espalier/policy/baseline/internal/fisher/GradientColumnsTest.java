package org.espalier.policy.baseline.internal.fisher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientColumnsTest {
  /** 4,225 weights, more than a block. */
  private static final ParameterLayout LAYOUT = Fixtures.mlp(64, 65, 1);

  /** Odd and even numbers of rows and of columns, more rows than a strip, one weight dead. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 64, 65, 66, 129})
  void multiplyAsLoopsDo(int rows) {
    float[][] gradients = Fixtures.normal(rows, LAYOUT.size(), 1, rows);
    BitSet alive = Mask.all(LAYOUT).toBitSet();
    alive.clear(70);
    PruningRequest request =
        FisherReference.request(LAYOUT, gradients, new float[LAYOUT.size()], 0.5)
            .alive(Mask.of(LAYOUT, alive))
            .build();
    GradientColumns columns = GradientColumns.of(request, 512);
    assertEquals(rows, columns.rows());
    assertEquals(LAYOUT.prunableSize() - 1, columns.count());
    int[] some = IntStream.range(0, columns.count()).filter(q -> q % 3 != 1).toArray();
    double[] v = new double[columns.count()];
    double[] x = new double[rows];
    IntStream.of(some).forEach(q -> v[q] = Math.sin(q));
    IntStream.range(0, rows).forEach(i -> x[i] = Math.cos(i));

    double[] gram = columns.gram(some);
    double[] times = columns.times(v);
    double[] dots = columns.dots(x, some);

    double[][] scaled = new double[rows][];
    IntStream.range(0, rows).forEach(i -> scaled[i] = scaled(gradients[i]));
    double[] expectedDots = new double[columns.count()];
    for (int i = 0; i < rows; i++) {
      double expectedTimes = 0;
      for (int q : some) {
        double g = scaled[i][columns.weight(q)];
        expectedTimes += g * v[q];
        expectedDots[q] += g * x[i];
      }
      assertEquals(expectedTimes, times[i], 1e-6);
      for (int j = 0; j <= i; j++) {
        double expected = 0;
        for (int q : some) {
          int k = columns.weight(q);
          expected += scaled[i][k] * scaled[j][k];
        }
        assertEquals(expected, gram[i * rows + j], 1e-6, i + ", " + j);
      }
    }
    assertArrayEquals(expectedDots, dots, 1e-6);
  }

  private static double[] scaled(float[] gradient) {
    double squares = 0;
    for (float g : gradient) {
      squares += (double) g * g;
    }
    double length = Math.sqrt(squares);
    return IntStream.range(0, gradient.length).mapToDouble(k -> gradient[k] / length).toArray();
  }
}
