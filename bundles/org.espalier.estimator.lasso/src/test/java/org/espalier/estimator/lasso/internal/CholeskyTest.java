package org.espalier.estimator.lasso.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CholeskyTest {
  @Test
  void solvesWhileColumnsComeAndGo() {
    Random random = new Random(1);
    Cholesky factor = new Cholesky();
    List<double[]> columns = new ArrayList<>();
    for (int round = 0; round < 200; round++) {
      if (columns.size() < 5 || (columns.size() < 25 && random.nextInt(3) > 0)) {
        double[] column = unit(random);
        assertTrue(factor.append(products(columns, column)));
        columns.add(column);
      } else {
        int position = random.nextInt(columns.size());
        factor.remove(position);
        columns.remove(position);
      }
      requireSolution(factor, columns, random);
    }
  }

  @Test
  void refusesADependentColumn() {
    Random random = new Random(2);
    Cholesky factor = new Cholesky();
    List<double[]> columns = List.of(unit(random), unit(random));
    assertTrue(factor.append(new double[0]));
    assertTrue(factor.append(products(columns.subList(0, 1), columns.get(1))));
    assertFalse(factor.append(products(columns, columns.get(0))));
    requireSolution(factor, columns, random);
  }

  private static void requireSolution(Cholesky factor, List<double[]> columns, Random random) {
    assertEquals(columns.size(), factor.size());
    double[] expected = random.doubles(columns.size(), -1, 1).toArray();
    double[] x = new double[expected.length];
    for (int i = 0; i < x.length; i++) {
      double[] row = products(columns, columns.get(i));
      for (int j = 0; j < x.length; j++) {
        x[i] += row[j] * expected[j];
      }
    }
    factor.solve(x);
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], x[i], 1e-9);
    }
  }

  private static double[] unit(Random random) {
    double[] column = random.doubles(40, -1, 1).toArray();
    double squares = 0;
    for (double v : column) {
      squares += v * v;
    }
    for (int i = 0; i < column.length; i++) {
      column[i] /= Math.sqrt(squares);
    }
    return column;
  }

  private static double[] products(List<double[]> columns, double[] column) {
    double[] products = new double[columns.size()];
    for (int i = 0; i < products.length; i++) {
      for (int t = 0; t < column.length; t++) {
        products[i] += columns.get(i)[t] * column[t];
      }
    }
    return products;
  }
}
