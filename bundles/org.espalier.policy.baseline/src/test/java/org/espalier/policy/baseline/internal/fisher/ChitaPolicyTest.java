package org.espalier.policy.baseline.internal.fisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Set;
import org.espalier.core.Need;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChitaPolicyTest extends PruningPolicyContract {
  private static final ParameterLayout FEW = Fixtures.mlp(3, 2, 2);
  private static final float[] THETA = FisherReference.TABLE.floats("few-theta");
  private static final float[][] GRADIENTS = FisherReference.TABLE.floatRows("few-gradients");

  private static final ChitaOptions ALL_STAGES = new ChitaOptions(512, 1, 15, true);
  private static final GradientColumns COLUMNS = GradientColumns.of(request(5), 512);
  private static final SparseRegression REGRESSION =
      new SparseRegression(
          COLUMNS, COLUMNS.pick(THETA), 1 / 32.0, COLUMNS.rows() * COLUMNS.meanSquare());

  @Override
  protected PruningPolicy policy() {
    return new ChitaPolicy(ALL_STAGES);
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.TRAJECTORY, Need.TRAJECTORY_GRADIENTS);
  }

  /** Each cut changes what the others are worth. */
  @Override
  protected boolean cutsEqualsByIndex() {
    return false;
  }

  /** On the support that NumPy found best, its values and what they come to. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void solvesForTheValuesAsNumPyDoes(int keep) {
    double[] expected = FisherReference.TABLE.doubles("values-" + keep);
    SparseRegression.Point best = REGRESSION.best(support(FisherReference.kept(FEW, expected)));
    FisherReference.requireClose(
        expected, FisherWeights.replace(request(keep), COLUMNS, best.weights()), "weight ");
    double least = FisherReference.TABLE.doubles("least-" + keep)[0];
    assertEquals(least, best.value(), 1e-6 * least);
  }

  /** All supports of ten weights were tried. */
  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7, 8, 9})
  void findsTheBestSupport(int keep) {
    Pruning pruning = Chita.prune(request(keep), ALL_STAGES);
    double[] expected = FisherReference.TABLE.doubles("values-" + keep);
    assertEquals(FisherReference.kept(FEW, expected), pruning.mask().toBitSet());
    FisherReference.requireClose(expected, pruning.apply(THETA), "weight ");
  }

  /** Of fewer weights the answer is a local optimum. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void findsAGoodSupport(int keep) {
    Pruning pruning = Chita.prune(request(keep), ALL_STAGES);
    BitSet found = support(pruning.mask().toBitSet());
    double value = REGRESSION.at(COLUMNS.pick(pruning.apply(THETA)), found).value();
    double least = FisherReference.TABLE.doubles("least-" + keep)[0];
    assertTrue(value <= 1.5 * least, value + " where " + least + " can be had");
    assertEquals(REGRESSION.best(found).value(), value, 1e-6 * value);
  }

  /** Powers of AᵀA end below its largest eigenvalue, which the margin makes up for. */
  @Test
  void knowsTheLargestCurvature() {
    SparseRegression regression =
        new SparseRegression(COLUMNS, new double[COLUMNS.count()], 0, 0.25);
    double largest = 0;
    for (int seed = 0; seed < 200; seed++) {
      float[] direction = Fixtures.normal(COLUMNS.count(), 1, seed);
      double[] v = new double[direction.length];
      double length = 0;
      for (int q = 0; q < v.length; q++) {
        v[q] = direction[q];
        length += v[q] * v[q];
      }
      double along = 0;
      for (double each : COLUMNS.times(v)) {
        along += each * each;
      }
      largest = Math.max(largest, along / length + 0.25);
    }
    double bound = regression.curvature();
    assertTrue(bound >= largest && bound < 2 * largest, bound + " for " + largest);
  }

  @Test
  void refusesWhatItCanNotDo() {
    refuses("rows = 1; it must be from 2 to 512", 1, 1, 1);
    refuses("damping = -1.0; it must be positive", 9, -1, 1);
    refuses("stages = 0; it must be at least 1", 9, 1, 0);
  }

  private static void refuses(String message, int rows, double damping, int stages) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class, () -> new ChitaOptions(rows, damping, stages, true))
            .getMessage());
  }

  /** From weights to columns. */
  private static BitSet support(BitSet kept) {
    BitSet support = new BitSet();
    for (int q = 0; q < COLUMNS.count(); q++) {
      support.set(q, kept.get(COLUMNS.weight(q)));
    }
    return support;
  }

  private static PruningRequest request(int keep) {
    return FisherReference.request(FEW, GRADIENTS, THETA, 1 - keep / 10.0)
        .emptyLayersAllowed(true)
        .build();
  }
}
