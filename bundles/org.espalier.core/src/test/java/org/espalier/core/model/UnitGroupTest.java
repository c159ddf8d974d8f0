package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.core.pruning.TestLayouts;
import org.junit.jupiter.api.Test;

class UnitGroupTest {
  /** w0 (6, 4) at 0, b0 at 24, w1 (5, 6) at 30, b1 at 60, w2 (3, 5) at 65. */
  private static final ParameterLayout MLP = TestLayouts.mlp();

  @Test
  void isATensorByItselfInAChain() {
    List<UnitGroup> groups = UnitGroup.of(MLP);
    assertEquals(List.of("w0", "w1"), groups.stream().map(UnitGroup::name).toList());
    assertEquals(6, groups.get(0).units());
    assertEquals(List.of(new IndexRange(8, 12)), groups.get(0).incoming(2));
    assertEquals(
        List.of(
            new IndexRange(32, 33),
            new IndexRange(38, 39),
            new IndexRange(44, 45),
            new IndexRange(50, 51),
            new IndexRange(56, 57)),
        groups.get(0).outgoing(2));
    assertEquals(6, groups.get(0).members(2).size());
  }

  @Test
  void hasNoUnitsThatNothingIsKnownToTakeIn() {
    assertTrue(UnitGroup.of(MLP).stream().noneMatch(g -> g.name().equals("w2")));
    assertEquals(List.of(), UnitGroup.of(new ParameterLayout(MLP.parameters())));
  }

  /** Filter 1's maps of 2 × 2 are inputs 4 to 7 of each neuron. */
  @Test
  void takesAFlattenedFilterInAtEveryPlace() {
    ParameterLayout cnn = TestLayouts.cnn();
    int dense = cnn.prunable().get(2).offset();
    List<IndexRange> runs = UnitGroup.of(cnn).get(1).outgoing(1);
    assertEquals(5, runs.size());
    assertEquals(new IndexRange(dense + 4, dense + 8), runs.get(0));
    assertEquals(new IndexRange(dense + 52, dense + 56), runs.get(4));
  }

  /** w1 is added to the sum of w0 and itself, and takes in w0 alone: both in one group. */
  @Test
  void joinsWhatIsSummedUp() {
    List<UnitGroup> groups = UnitGroup.of(TestLayouts.residual());
    assertEquals(1, groups.size());
    assertEquals("w0 + w1", groups.get(0).name());
    assertEquals(List.of("w1", "w2", "w3"), names(groups.get(0).targets()));
    assertEquals(2, groups.get(0).incoming(3).size());
    assertEquals(4 + 3 + 2, groups.get(0).outgoing(3).size());
  }

  @Test
  void countsARowAndAColumnOfOneTensorOnceWhereTheyCross() {
    ParameterLayout layout = TestLayouts.residual();
    Parameter middle = layout.prunable().get(1);
    UnitGroup group = UnitGroup.of(layout).get(0);
    List<IndexRange> members = group.members(2);
    assertEquals(2 + 9 - 1, members.size());
    int[] times = new int[layout.size()];
    for (IndexRange run : members) {
      for (int k = run.from(); k < run.to(); k++) {
        times[k]++;
      }
    }
    for (int j = 0; j < 4; j++) {
      for (int i = 0; i < 4; i++) {
        assertEquals(
            j == 2 || i == 2 ? 1 : 0, times[middle.offset() + 4 * j + i], "at " + j + ", " + i);
      }
    }
  }

  @Test
  void goesOnThroughSumsOfSums() {
    List<UnitGroup> groups = UnitGroup.of(TestLayouts.residualMaps());
    assertEquals(List.of("w0 + w2 + w3", "w1"), groups.stream().map(UnitGroup::name).toList());
    assertEquals(List.of("w1", "w3", "w4"), names(groups.get(0).targets()));
    // Rows of 9, 27 and 36; columns of 9 in 3 and in 3 other filters, and of 4 in 2 neurons.
    int weights = groups.get(0).members(0).stream().mapToInt(run -> run.to() - run.from()).sum();
    assertEquals(9 + 27 + 36 + 9 * 3 + 9 * 3 + 4 * 2, weights);
  }

  @Test
  void refusesUnitsThatDontMatch() {
    List<Parameter> tensors = MLP.prunable();
    assertEquals(
        "the 5 units of w1 can't be summed up with the 6 of w0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new UnitGroup(tensors.subList(0, 2), List.of(tensors.get(2))))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new UnitGroup(List.of(), tensors));
  }

  private static List<String> names(List<Parameter> tensors) {
    return tensors.stream().map(Parameter::name).toList();
  }
}
