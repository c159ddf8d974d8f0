package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RemovableUnits;
import org.espalier.core.model.UnitGroup;
import org.junit.jupiter.api.Test;

class WholeUnitsTest {
  /** w0 (6, 4) at 0, b0 at 24, w1 (5, 6) at 30, b1 at 60, w2 (3, 5) at 65. */
  private static final ParameterLayout MLP = TestLayouts.mlp();

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
    List<WholeUnits.Unit> removed = units.removeLowest(WholeUnitsTest::offset, 2);
    assertEquals(List.of(0, 4), removed.stream().map(WholeUnitsTest::offset).toList());
    assertEquals(69 - 18, units.mask().keptPrunable());
    assertEquals(1, units.removeLowest(u -> -offset(u), 9).size(), "21 of 69 are enough");
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
            () -> new WholeUnits(request).removeLowest(WholeUnitsTest::offset, Integer.MAX_VALUE));
    assertEquals(
        "whole units reach sparsity 0.884 of this model, not 0.9; ask for less, or allow empty"
            + " layers",
        e.getMessage());
    WholeUnits all = new WholeUnits(request(MLP, 0.9).emptyLayersAllowed(true).build());
    all.removeLowest(WholeUnitsTest::offset, Integer.MAX_VALUE);
    assertTrue(all.reached());
  }

  @Test
  void goesOnFromEarlierRounds() {
    BitSet kept = Mask.all(MLP).toBitSet();
    kept.clear(0, 4);
    UnitGroup.of(MLP).get(0).outgoing(0).forEach(run -> kept.clear(run.from(), run.to()));
    WholeUnits units = new WholeUnits(request(MLP, 0.5).alive(Mask.of(MLP, kept)).build());
    assertEquals(10, units.living().size());
    units.removeLowest(WholeUnitsTest::offset, Integer.MAX_VALUE);
    BitSet revived = units.mask().toBitSet();
    revived.andNot(kept);
    assertTrue(revived.isEmpty());
  }

  /** Between two layers that are gone nothing is left to score. */
  @Test
  void forgetsUnitsThatLoseAllTheirWeightsToOthers() {
    ParameterLayout layout =
        TestLayouts.connected(
            List.of(List.of(2, 2), List.of(2, 2), List.of(2, 2), List.of(2, 2), List.of(2, 2)),
            List.of("w0>w1", "w1>w2", "w2>w3", "w3>w4"));
    WholeUnits units = new WholeUnits(request(layout, 0.9).emptyLayersAllowed(true).build());
    units.removeLowest(unit -> Set.of("w0", "w2").contains(unit.group().name()) ? 0 : 1, 4);
    assertEquals(Set.of("w3"), names(units));
    double[] scores = new double[layout.size()];
    assertEquals(1, units.removeLowest(unit -> units.mean(unit, scores), 9).size());
    assertEquals(1, units.living().size());
  }

  /** w0 and w1 are summed up for w2 and w3, which are outputs; w1 takes w0 in. */
  @Test
  void takesUnitsThatAreSummedUpTogether() {
    ParameterLayout layout = TestLayouts.residual();
    WholeUnits units = new WholeUnits(request(layout, 0.5).build());
    assertEquals(4, units.living().size());
    assertEquals(3 + 4 + 3 + 3 + 2, units.freed(units.living().get(0)));
    units.removeLowest(unit -> -unit.index(), 1);
    Mask left = units.mask();
    List<Parameter> tensors = layout.prunable();
    assertEquals(List.of(9, 9, 9, 6), tensors.stream().map(left::kept).toList());
    assertEquals(3 + 3 + 2 + 3 + 2, units.freed(units.living().get(0)));
    assertEquals(
        Map.of("w0", Set.of(3), "w1", Set.of(3)),
        RemovableUnits.of(left).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    e -> e.getValue().stream().boxed().collect(Collectors.toSet()))));
  }

  /** What crosses is in the mean once. */
  @Test
  void meansOverEachWeightOnce() {
    ParameterLayout layout = TestLayouts.residual();
    double[] values = new double[layout.size()];
    values[layout.prunable().get(1).offset()] = 15;
    WholeUnits units = new WholeUnits(request(layout, 0.5).build());
    assertEquals(1, units.mean(units.living().get(0), values));
  }

  @Test
  void leavesUnitsOfWhatMustNotBeCutAndOfTheOutput() {
    assertEquals(Set.of("w0", "w1", "w2"), groups(TestLayouts.cnn()));
    List<Parameter> tensors = new ArrayList<>(TestLayouts.cnn().parameters());
    Parameter w2 = tensors.get(4);
    tensors.set(
        4, new Parameter(w2.name(), w2.layer(), w2.role(), w2.shape(), w2.offset(), false, 1));
    assertEquals(
        Set.of("w0"), groups(new ParameterLayout(tensors, TestLayouts.cnn().connections())));
  }

  private static Set<String> groups(ParameterLayout layout) {
    return names(new WholeUnits(request(layout, 0.5).build()));
  }

  private static Set<String> names(WholeUnits units) {
    return units.living().stream().map(u -> u.group().name()).collect(Collectors.toSet());
  }

  @Test
  void tellsWhetherAWeightWasCutOutOfAUnitThatStays() {
    for (ParameterLayout layout :
        List.of(MLP, TestLayouts.cnn(), TestLayouts.residual(), TestLayouts.residualMaps())) {
      Mask all = Mask.all(layout);
      WholeUnits units = new WholeUnits(request(layout, 0.6).build());
      units.removeLowest(WholeUnitsTest::offset, Integer.MAX_VALUE);
      assertEquals(OptionalInt.empty(), WholeUnits.firstApart(all, units.mask()));
      BitSet one = all.toBitSet();
      one.clear(1);
      Mask apart = Mask.of(layout, one);
      assertEquals(OptionalInt.of(1), WholeUnits.firstApart(all, apart));
      assertEquals(OptionalInt.empty(), WholeUnits.firstApart(apart, apart), "was cut before");
    }
    BitSet row = Mask.all(TestLayouts.residual()).toBitSet();
    row.clear(0, 3);
    assertEquals(
        OptionalInt.of(0),
        WholeUnits.firstApart(
            Mask.all(TestLayouts.residual()), Mask.of(TestLayouts.residual(), row)));
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

  private static int offset(WholeUnits.Unit unit) {
    return unit.group().incoming(unit.index()).get(0).from();
  }

  private static PruningRequest.Builder request(ParameterLayout layout, double sparsity) {
    return PruningRequest.builder(layout, new float[layout.size()], sparsity);
  }
}
