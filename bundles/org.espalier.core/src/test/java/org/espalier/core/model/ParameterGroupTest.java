package org.espalier.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterGroupTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Parameter("0.W", "0", ParameterRole.WEIGHT, List.of(2, 3), 0, true, 1),
              new Parameter("0.b", "0", ParameterRole.BIAS, List.of(2), 6, false, 1),
              new Parameter("1.s", "1", ParameterRole.NORM, List.of(2), 8, false, 1),
              new Parameter("2.W", "2", ParameterRole.WEIGHT, List.of(2, 1, 2, 1), 10, true, 4)));

  @Test
  void aUnitHasItsFanInAndItsBias() {
    assertEquals(
        List.of(
            group("0.W[0]", 0, 3, 6, 7),
            group("0.W[1]", 3, 6, 7, 8),
            group("1.s", 8, 10),
            group("2.W[0]", 10, 12),
            group("2.W[1]", 12, 14)),
        ParameterGroup.of(LAYOUT, Granularity.UNIT));
  }

  @Test
  void aLayerHasAllItsTensors() {
    assertEquals(
        List.of(group("0", 0, 6, 6, 8), group("1", 8, 10), group("2", 10, 14)),
        ParameterGroup.of(LAYOUT, Granularity.LAYER));
  }

  @Test
  void everyParameterIsInOneGroup() {
    for (Granularity granularity : List.of(Granularity.UNIT, Granularity.LAYER)) {
      int[] times = new int[LAYOUT.size()];
      for (ParameterGroup group : ParameterGroup.of(LAYOUT, granularity)) {
        group
            .ranges()
            .forEach(
                r -> java.util.stream.IntStream.range(r.from(), r.to()).forEach(k -> times[k]++));
      }
      for (int count : times) {
        assertEquals(1, count);
      }
    }
  }

  @Test
  void countsItsParameters() {
    assertEquals(4, ParameterGroup.of(LAYOUT, Granularity.UNIT).get(0).size());
  }

  @Test
  void singleWeightsAreNoGroups() {
    assertThrows(
        IllegalArgumentException.class, () -> ParameterGroup.of(LAYOUT, Granularity.WEIGHT));
  }

  private static ParameterGroup group(String name, int... ends) {
    return new ParameterGroup(
        name,
        java.util.stream.IntStream.range(0, ends.length / 2)
            .mapToObj(i -> new IndexRange(ends[2 * i], ends[2 * i + 1]))
            .toList());
  }
}
