package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.core.EspalierException;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.junit.jupiter.api.Test;

class WholeUnitsTest {
  /** w0 (6, 4) at 0, b0 at 24, w1 (5, 6) at 30, b1 at 60, w2 (3, 5) at 65. */
  private static final ParameterLayout MLP = TestLayouts.mlp();

  @Test
  void knowsWhatTakesAUnitIn() {
    assertEquals(
        List.of(
            new IndexRange(32, 33),
            new IndexRange(38, 39),
            new IndexRange(44, 45),
            new IndexRange(50, 51),
            new IndexRange(56, 57)),
        MLP.outgoing(MLP.prunable().get(0), 2));
    assertEquals(List.of(), MLP.outgoing(MLP.prunable().get(2), 0));
  }

  /** Filter 1's maps of 2 × 2 are inputs 4 to 7 of each neuron. */
  @Test
  void knowsWhatTakesAFlattenedFilterIn() {
    ParameterLayout cnn = TestLayouts.cnn();
    Parameter dense = cnn.prunable().get(2);
    List<IndexRange> runs = cnn.outgoing(cnn.prunable().get(1), 1);
    assertEquals(5, runs.size());
    assertEquals(new IndexRange(dense.offset() + 4, dense.offset() + 8), runs.get(0));
    assertEquals(new IndexRange(dense.offset() + 52, dense.offset() + 56), runs.get(4));
  }

  @Test
  void countsWhatGoesWithAUnit() {
    WholeUnits units = new WholeUnits(request(MLP, 0.5).build());
    assertEquals(11, units.living().size());
    assertEquals(4 + 5, units.freed(units.living().get(0)));
    assertEquals(6 + 3, units.freed(units.living().get(10)));
    double[] values = new double[MLP.size()];
    values[0] = 6;
    values[30] = 12;
    assertEquals(2, units.mean(units.living().get(0), values));
  }

  @Test
  void removesTheLowestUntilEnoughIsGone() {
    WholeUnits units = new WholeUnits(request(MLP, 0.3).build());
    assertFalse(units.reached());
    List<WholeUnits.Unit> removed = units.removeLowest(WholeUnits.Unit::offset, 2);
    assertEquals(List.of(0, 4), removed.stream().map(WholeUnits.Unit::offset).toList());
    assertEquals(69 - 18, units.mask().keptPrunable());
    assertEquals(1, units.removeLowest(u -> -u.offset(), 9).size(), "21 of 69 are enough");
    assertTrue(units.reached());
    // The last of w1's units has lost two of its six weights before.
    assertEquals(69 - 18 - 7, units.mask().keptPrunable());
    assertEquals(List.of(), units.removeLowest(u -> 0, 9));
  }

  /** What is left is dense: each layer's rows and columns are there or gone as a whole. */
  @Test
  void leavesTheLastUnitOfALayerAndSaysHowFarItGoes() {
    PruningRequest request = request(MLP, 0.9).build();
    EspalierException e =
        assertThrows(
            EspalierException.class,
            () -> new WholeUnits(request).removeLowest(u -> u.offset(), Integer.MAX_VALUE));
    assertEquals(
        "whole units reach sparsity 0.884 of this model, not 0.9; ask for less, or allow empty"
            + " layers",
        e.getMessage());
    WholeUnits all = new WholeUnits(request(MLP, 0.9).emptyLayersAllowed(true).build());
    all.removeLowest(u -> u.offset(), Integer.MAX_VALUE);
    assertTrue(all.reached());
  }

  @Test
  void goesOnFromEarlierRounds() {
    BitSet kept = Mask.all(MLP).toBitSet();
    kept.clear(0, 4);
    MLP.outgoing(MLP.prunable().get(0), 0).forEach(run -> kept.clear(run.from(), run.to()));
    WholeUnits units = new WholeUnits(request(MLP, 0.5).alive(Mask.of(MLP, kept)).build());
    assertEquals(10, units.living().size());
    units.removeLowest(u -> u.offset(), Integer.MAX_VALUE);
    BitSet revived = units.mask().toBitSet();
    revived.andNot(kept);
    assertTrue(revived.isEmpty());
  }

  /** w0 and w1 are summed up for w2 and w3, which are outputs. */
  @Test
  void leavesUnitsThatAreSummedUp() {
    assertEquals(List.of(), new WholeUnits(request(TestLayouts.residual(), 0.5).build()).living());
    Set<String> sources =
        new WholeUnits(request(TestLayouts.cnn(), 0.5).build())
            .living().stream().map(u -> u.source().name()).collect(Collectors.toSet());
    assertEquals(Set.of("w0", "w1", "w2"), sources);
  }

  @Test
  void refusesScoresThatAreNotNumbers() {
    WholeUnits units = new WholeUnits(request(MLP, 0.5).build());
    assertEquals(
        "the score of unit 1 of w0 is not a number; look for NaN in what it is made from",
        assertThrows(
                EspalierException.class,
                () -> units.removeLowest(u -> u.index() == 1 ? Double.NaN : 1, 1))
            .getMessage());
  }

  @Test
  void refusesQuotas() {
    PruningRequest request = request(MLP, 1 - 23 / 69.0).quotas(List.of(8, 10, 5)).build();
    assertEquals(
        "whole units don't meet layerwise sparsities exactly; they can't be used as a control",
        assertThrows(EspalierException.class, () -> new WholeUnits(request)).getMessage());
  }

  private static PruningRequest.Builder request(ParameterLayout layout, double sparsity) {
    return PruningRequest.builder(layout, new float[layout.size()], sparsity);
  }
}
