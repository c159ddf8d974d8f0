package org.espalier.policy.causal.internal.surgeon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class UnitTest {
  private static final List<List<Unit>> JOINED =
      List.of(List.of(new Unit(0, 3, 6), new Unit(3, 3, 7)), List.of(new Unit(8, 2, 10)));

  @Test
  void takesItsBiasAlongWhetherItMayBePrunedOrNot() {
    assertEquals(JOINED, Unit.layers(Fixtures.mlp(3, 2, 1)));
    assertEquals(JOINED, Unit.layers(SurgeonFixture.withPrunableBiases(3, 2, 1)));
  }

  @Test
  void isABiasAloneWhereItsWeightsStay() {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Parameter("w", "fc", ParameterRole.WEIGHT, List.of(2, 3), 0, false, 1),
                new Parameter("b", "fc", ParameterRole.BIAS, List.of(2), 6, true, 1)));
    assertEquals(List.of(List.of(new Unit(6, 1, -1), new Unit(7, 1, -1))), Unit.layers(layout));
  }
}
