package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.espalier.lib.algebra.LinearAlgebra;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores and adjusted weights against the closed form, solved anew by {@link NaiveSurgeon}. */
class UnitStateTest {
  private static final int ROWS = 10;
  private static final double CLOSE = 1e-9;
  private static final double DAMPING = 0.1;

  static Stream<Arguments> problems() {
    return SurgeonFixture.algebras()
        .flatMap(
            algebra ->
                Stream.of(
                        Fixtures.mlp(14, 1),
                        Fixtures.mlp(14, 6),
                        SurgeonFixture.withoutBiases(14, 1),
                        SurgeonFixture.withoutBiases(14, 6))
                    .map(layout -> Arguments.of(algebra, layout)));
  }

  /** A layer to operate on, and what should come out. */
  private record Problem(LayerCurvature curvature, NaiveSurgeon naive) {
    static Problem of(LinearAlgebra algebra, ParameterLayout layout, int denseLimit) {
      float[][] gradients = SurgeonFixture.gradients(layout, ROWS, 1);
      float[] weights = Fixtures.normal(layout.size(), 1, 2);
      NaiveSurgeon naive = new NaiveSurgeon(layout, gradients, weights, DAMPING);
      LayerCurvature curvature =
          new LayerCurvature(
              Unit.of(layout.parameters().get(0), layout),
              SurgeonFixture.rows(layout, gradients),
              SurgeonFixture.doubles(weights),
              new LayerCurvature.Settings(algebra, naive.delta(), denseLimit, ROWS, true, 5));
      return new Problem(curvature, naive);
    }

    double[] theta() {
      int p = curvature.units().size() * curvature.units().get(0).size();
      return IntStream.range(0, p).mapToDouble(curvature::theta).toArray();
    }

    List<UnitState> open(Mask mask) {
      curvature.prepare(mask);
      return curvature.units().stream().map(u -> curvature.open(u, mask)).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void matchesTheClosedFormStageByStage(LinearAlgebra algebra, ParameterLayout layout) {
    Problem problem = Problem.of(algebra, layout, 100);
    Mask all = Mask.all(layout);
    List<UnitState> states = problem.open(all);
    requireSolved(problem, states, all);
    for (Mask mask : masks(layout)) {
      states = states.stream().map(s -> s.cut(mask)).toList();
      requireSolved(problem, states, mask);
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void opensWithWhatIsLeft(LinearAlgebra algebra, ParameterLayout layout) {
    Problem problem = Problem.of(algebra, layout, 100);
    for (Mask mask : masks(layout)) {
      requireSolved(problem, problem.open(mask), mask);
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void costIsTheQuadraticForm(LinearAlgebra algebra, ParameterLayout layout) {
    Problem problem = Problem.of(algebra, layout, 100);
    problem.open(Mask.all(layout));
    double[] moved = SurgeonFixture.doubles(Fixtures.normal(layout.size(), 1, 9));
    double cost =
        problem.curvature().units().stream()
            .mapToDouble(u -> problem.curvature().cost(u, moved))
            .sum();
    double expected = problem.naive().cost(moved);
    assertEquals(expected, cost, CLOSE * expected);
  }

  /** Of one unit the sketch is exact, so that Woodbury's way gives the closed form. */
  @ParameterizedTest
  @MethodSource("problems")
  void wideUnitMatchesTheClosedForm(LinearAlgebra algebra, ParameterLayout layout) {
    if (layout.parameters().get(0).units() > 1) {
      return;
    }
    Problem problem = Problem.of(algebra, layout, 0);
    List<UnitState> states = problem.open(Mask.all(layout));
    for (Mask mask : masks(layout)) {
      states = states.stream().map(s -> s.cut(mask)).toList();
      requireSolved(problem, states, mask);
    }
    assertInstanceOf(WideUnit.class, states.get(0));
  }

  /** F = δI + HᵀH with the very rows that the unit has. */
  @ParameterizedTest
  @MethodSource("problems")
  void wideUnitMatchesADenseMatrixOfItsRows(LinearAlgebra algebra, ParameterLayout layout) {
    Problem problem = Problem.of(algebra, layout, 0);
    for (Mask mask : masks(layout)) {
      List<UnitState> states = problem.open(mask);
      NaiveSurgeon.Solution expected = new NaiveSurgeon.Solution(layout.size());
      for (int u = 0; u < states.size(); u++) {
        double[] h = problem.curvature().wideRows(problem.curvature().units().get(u));
        NaiveSurgeon.solve(
            damped(h, problem.naive().delta()),
            problem.naive().units().get(u),
            problem.theta(),
            mask.toBitSet(),
            expected);
      }
      requireClose(expected, states, mask);
    }
  }

  /** What the least cost of all that is cut rises by, when a run of weights is cut with it. */
  @ParameterizedTest
  @MethodSource("problems")
  void jointCostsAreWhatTheLeastCostRisesBy(LinearAlgebra algebra, ParameterLayout layout) {
    boolean single = layout.parameters().get(0).units() == 1;
    for (int denseLimit : single ? new int[] {100, 0} : new int[] {100}) {
      Problem problem = Problem.of(algebra, layout, denseLimit);
      List<UnitState> states = problem.open(Mask.all(layout));
      for (Mask mask : masks(layout)) {
        states = states.stream().map(s -> s.cut(mask)).toList();
        for (int runs : new int[] {2, 7, 14}) {
          double[] costs = new double[runs];
          states.forEach(s -> s.addJointCosts(costs));
          for (int run = 0; run < runs; run++) {
            double expected = rise(problem.naive(), layout, mask, run, 14 / runs);
            assertEquals(expected, costs[run], CLOSE * Math.max(1, expected), "run " + run);
          }
        }
      }
    }
  }

  private static double rise(
      NaiveSurgeon naive, ParameterLayout layout, Mask mask, int run, int length) {
    BitSet without = mask.toBitSet();
    int units = layout.parameters().get(0).units();
    for (int unit = 0; unit < units; unit++) {
      int first = unit * 14 + run * length;
      without.clear(first, first + length);
    }
    return naive.cost(naive.solve(without).weights)
        - naive.cost(naive.solve(mask.toBitSet()).weights);
  }

  @Test
  void aWideUnitBecomesDenseWhereItHasShrunk() {
    ParameterLayout layout = Fixtures.mlp(14, 1);
    Problem problem = Problem.of(LinearAlgebra.plain(), layout, 9);
    UnitState state = problem.open(Mask.all(layout)).get(0);
    assertInstanceOf(WideUnit.class, state);
    Mask last = masks(layout).get(2);
    problem.curvature().prepare(last);
    UnitState shrunk = state.cut(last);
    assertInstanceOf(DenseUnit.class, shrunk);
    requireSolved(problem, List.of(shrunk), last);
  }

  @Test
  void isTheSameWhereNothingOfItIsCut() {
    Problem problem = Problem.of(LinearAlgebra.plain(), Fixtures.mlp(14, 1), 100);
    Mask all = Mask.all(Fixtures.mlp(14, 1));
    UnitState state = problem.open(all).get(0);
    assertSame(state, state.cut(all));
  }

  /** With a matrix that the gradients alone give, ½θ²F is what the diagonal scores are. */
  @Test
  void diagonalScoresAreThoseOfTheCurvatureAlone() {
    ParameterLayout layout = Fixtures.mlp(14, 6);
    Problem problem = Problem.of(LinearAlgebra.plain(), layout, 100);
    double[] scores = new double[layout.size()];
    problem.curvature().writeDiagonalScores(scores);
    double[] theta = problem.theta();
    for (int k = 0; k < layout.prunableSize(); k++) {
      double[] without = theta.clone();
      without[k] = 0;
      double expected = problem.naive().cost(without);
      assertEquals(expected, scores[k], CLOSE * expected);
    }
  }

  private static void requireSolved(Problem problem, List<UnitState> states, Mask mask) {
    requireClose(problem.naive().solve(mask.toBitSet()), states, mask);
  }

  private static void requireClose(
      NaiveSurgeon.Solution expected, List<UnitState> states, Mask mask) {
    NaiveSurgeon.Solution actual = new NaiveSurgeon.Solution(mask.layout().size());
    for (UnitState state : states) {
      state.writeWeights(actual.weights);
      state.writeScores(actual.scores);
    }
    SurgeonFixture.requireClose(expected.weights, actual.weights, CLOSE, "weight");
    SurgeonFixture.requireClose(expected.scores, actual.scores, CLOSE, "score");
  }

  /** δI + HᵀH. */
  private static double[][] damped(double[] h, double delta) {
    int size = h.length / (2 * ROWS);
    double[][] f = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int r = 0; r < 2 * ROWS; r++) {
          f[i][j] += h[r * size + i] * h[r * size + j];
        }
      }
      f[i][i] += delta;
    }
    return f;
  }

  /** Three masks, each with less than the one before: two thirds, a third, a sixth. */
  private static List<Mask> masks(ParameterLayout layout) {
    Random random = new Random(3);
    double[] lot = random.doubles(layout.size()).toArray();
    return Stream.of(0.33, 0.67, 0.83).map(cut -> mask(layout, lot, cut)).toList();
  }

  private static Mask mask(ParameterLayout layout, double[] lot, double cut) {
    BitSet kept = new BitSet();
    IntStream.range(0, layout.size())
        .filter(k -> k >= layout.prunableSize() || lot[k] > cut)
        .forEach(kept::set);
    return Mask.of(layout, kept);
  }
}
