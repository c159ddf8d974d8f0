package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.GradientRows;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** 40 units, more than are added up in one go, of 5 weights and a bias; 7 gradients. */
class SharedCurvatureTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(5, 40);
  private static final List<Unit> UNITS = Unit.of(LAYOUT.parameters().get(0), LAYOUT);
  private static final float[][] GRADIENTS = SurgeonFixture.gradients(LAYOUT, 7, 1);
  private static final GradientRows ROWS = SurgeonFixture.rows(LAYOUT, GRADIENTS);
  private static final int SIZE = 6;

  static java.util.stream.Stream<LinearAlgebra> algebras() {
    return SurgeonFixture.algebras();
  }

  @ParameterizedTest
  @MethodSource("algebras")
  void isTheSumOverTheUnits(LinearAlgebra algebra) {
    SharedCurvature shared = new SharedCurvature(UNITS, ROWS);
    assertEquals(0, shared.matrix().length);
    shared.prepareMatrix(algebra, true, 1);
    double[][] expected = naive();
    requireLower(expected, shared.matrix(), 1e-12);
    for (int i = 0; i < SIZE; i++) {
      assertEquals(expected[i][i], shared.diagonal()[i], 1e-12 * expected[i][i]);
    }
  }

  @Test
  void partsAreTracesAndAddUpToOne() {
    SharedCurvature shared = new SharedCurvature(UNITS, ROWS);
    double[][] all = naive();
    double trace = 0;
    for (int i = 0; i < SIZE; i++) {
      trace += all[i][i];
    }
    double[][] own = oracle().outer(oracle().units().get(3));
    double ownTrace = 0;
    for (int i = 0; i < SIZE; i++) {
      ownTrace += own[i][i];
    }
    assertEquals(ownTrace / trace, shared.part(UNITS.get(3)), 1e-12);
    assertEquals(1, UNITS.stream().mapToDouble(shared::part).sum(), 1e-12);
  }

  /** Layers that no gradient has reached. */
  @Test
  void ofNothingIsNothing() {
    ParameterLayout deep = Fixtures.mlp(3, 2, 2);
    float[][] gradients = Fixtures.normal(4, deep.size(), 1, 5);
    for (float[] row : gradients) {
      Arrays.fill(row, 0, 8, 0);
    }
    List<Unit> units = Unit.of(deep.parameters().get(0), deep);
    SharedCurvature dead = new SharedCurvature(units, SurgeonFixture.rows(deep, gradients));
    assertEquals(0, dead.part(units.get(0)));
  }

  /** The mean over 5,000 sketches is within five standard errors. */
  @Test
  void sketchIsRightOnAverage() {
    int sketches = 5_000;
    Random seeds = new Random(1);
    LinearAlgebra algebra = LinearAlgebra.plain();
    double[] sum = new double[SIZE * SIZE];
    double[] squares = new double[SIZE * SIZE];
    for (int i = 0; i < sketches; i++) {
      SharedCurvature shared = new SharedCurvature(UNITS, ROWS);
      shared.prepareMatrix(algebra, false, seeds.nextLong());
      for (int k = 0; k < sum.length; k++) {
        sum[k] += shared.matrix()[k];
        squares[k] += shared.matrix()[k] * shared.matrix()[k];
      }
    }
    double[][] expected = naive();
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j <= i; j++) {
        double mean = sum[i * SIZE + j] / sketches;
        double variance = squares[i * SIZE + j] / sketches - mean * mean;
        assertEquals(expected[i][j], mean, 5 * Math.sqrt(variance / sketches));
      }
    }
  }

  /** A sketch of one unit has nothing to mix, so its outer products are the unit's. */
  @Test
  void sketchOfOneUnitIsExact() {
    ParameterLayout one = Fixtures.mlp(5, 1);
    float[][] gradients = SurgeonFixture.gradients(one, 7, 2);
    GradientRows rows = SurgeonFixture.rows(one, gradients);
    SharedCurvature shared = new SharedCurvature(Unit.of(one.parameters().get(0), one), rows);
    shared.prepareMatrix(LinearAlgebra.plain(), false, 1);
    NaiveSurgeon naive = new NaiveSurgeon(one, gradients, new float[SIZE], 1);
    requireLower(naive.outer(naive.units().get(0)), shared.matrix(), 1e-12);
  }

  private static NaiveSurgeon oracle() {
    return new NaiveSurgeon(LAYOUT, GRADIENTS, new float[LAYOUT.size()], 1);
  }

  private static double[][] naive() {
    double[][] sum = new double[SIZE][SIZE];
    for (int[] unit : oracle().units()) {
      double[][] own = oracle().outer(unit);
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          sum[i][j] += own[i][j];
        }
      }
    }
    return sum;
  }

  private static void requireLower(double[][] expected, double[] lower, double tolerance) {
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j <= i; j++) {
        double value = expected[i][j];
        assertEquals(value, lower[i * expected.length + j], tolerance * expected[i][i]);
      }
    }
  }
}
