package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.espalier.core.pruning.TestLayouts;
import org.junit.jupiter.api.Test;

class RemovableUnitsTest {
  private static final ParameterLayout MLP = TestLayouts.mlp();

  @Test
  void areThoseThatNothingReads() {
    assertEquals(Map.of(), RemovableUnits.of(Mask.all(MLP)));
    BitSet kept = all(MLP);
    UnitGroup.of(MLP).get(0).outgoing(2).forEach(run -> kept.clear(run.from(), run.to()));
    UnitGroup.of(MLP).get(1).outgoing(4).forEach(run -> kept.clear(run.from(), run.to()));
    assertEquals(Map.of("w0", bits(2), "w1", bits(4)), RemovableUnits.of(Mask.of(MLP, kept)));
  }

  /** Nothing comes in, but its bias is read. */
  @Test
  void areNotThoseThatReadNothing() {
    BitSet kept = all(MLP);
    kept.clear(8, 12);
    assertEquals(Map.of(), RemovableUnits.of(Mask.of(MLP, kept)));
  }

  @Test
  void areNotReadByASingleWeight() {
    BitSet kept = all(MLP);
    UnitGroup.of(MLP).get(0).outgoing(2).forEach(run -> kept.clear(run.from(), run.to()));
    kept.set(56);
    assertEquals(Map.of(), RemovableUnits.of(Mask.of(MLP, kept)));
  }

  @Test
  void areNotOfTheOutput() {
    BitSet kept = all(MLP);
    Parameter last = MLP.prunable().get(2);
    kept.clear(last.offset(), last.offset() + last.fanIn());
    assertEquals(Map.of(), RemovableUnits.of(Mask.of(MLP, kept)));
  }

  @Test
  void leaveOneOfEachGroup() {
    BitSet kept = all(MLP);
    Parameter middle = MLP.prunable().get(1);
    kept.clear(middle.offset(), middle.end());
    assertEquals(Map.of("w0", bits(1, 2, 3, 4, 5)), RemovableUnits.of(Mask.of(MLP, kept)));
  }

  /** All places of a filter's map. */
  @Test
  void areFiltersOfWhichNoPlaceIsRead() {
    ParameterLayout cnn = TestLayouts.cnn();
    Parameter dense = cnn.prunable().get(2);
    BitSet kept = all(cnn);
    for (int j = 0; j < dense.units(); j++) {
      kept.clear(dense.offset() + 12 * j + 3, dense.offset() + 12 * j + 8);
    }
    assertEquals(Map.of("w1", bits(1)), RemovableUnits.of(Mask.of(cnn, kept)));
  }

  @Test
  void goTogetherWhereTheyAreSummedUp() {
    ParameterLayout layout = TestLayouts.residualMaps();
    UnitGroup sum = UnitGroup.of(layout).get(0);
    BitSet kept = all(layout);
    List<IndexRange> runs = sum.outgoing(3);
    runs.subList(1, runs.size()).forEach(run -> kept.clear(run.from(), run.to()));
    assertEquals(Map.of(), RemovableUnits.of(Mask.of(layout, kept)), "w1 reads it still");
    kept.clear(runs.get(0).from(), runs.get(0).to());
    assertEquals(
        Map.of("w0", bits(3), "w2", bits(3), "w3", bits(3)),
        RemovableUnits.of(Mask.of(layout, kept)));
  }

  private static BitSet all(ParameterLayout layout) {
    return Mask.all(layout).toBitSet();
  }

  private static BitSet bits(int... indices) {
    BitSet bits = new BitSet();
    for (int index : indices) {
      bits.set(index);
    }
    return bits;
  }
}
