package org.espalier.harness.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.core.EspalierException;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.harness.PluginInfo;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

class PruningCheckTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Parameter("0.W", "0", ParameterRole.WEIGHT, List.of(2, 2), 0, true, 1),
              new Parameter("0.b", "0", ParameterRole.BIAS, List.of(2), 4, false, 1),
              new Parameter("1.W", "1", ParameterRole.WEIGHT, List.of(4), 6, true, 1)));
  private static final float[] WEIGHTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  @Test
  void passesARightAnswerOn() {
    Pruning pruning = Pruning.of(keeping(0, 1, 6, 7)).withWeights(WEIGHTS);
    assertSame(pruning, check(pruning, half().build()));
    assertSame(pruning, check(pruning, half().quotas(List.of(2, 2)).build()));
    assertSame(pruning, check(pruning, half().alive(keeping(0, 1, 2, 6, 7)).build()));
  }

  @Test
  void refusesAMaskOfAnotherModel() {
    ParameterLayout other =
        new ParameterLayout(
            List.of(new Parameter("v", "0", ParameterRole.WEIGHT, List.of(10), 0, true, 1)));
    assertRefused(
        "policy snip answered a mask of another model", Pruning.of(Mask.all(other)), half());
  }

  @Test
  void refusesToMissTheSparsity() {
    assertRefused(
        "policy snip kept 3 weights where sparsity 0.5 leaves 4",
        Pruning.of(keeping(0, 1, 6)),
        half());
    assertRefused(
        "policy snip kept 5 weights where sparsity 0.5 leaves 4",
        Pruning.of(keeping(0, 1, 2, 6, 7)),
        half());
  }

  @Test
  void letsWholeUnitsGoBeyondTheSparsityNotStayBelow() {
    PluginInfo structured = plugin("structured-magnitude", false, true);
    Pruning beyond = Pruning.of(keeping(0, 1, 6));
    assertSame(beyond, check(structured, beyond, half().build()));
    Pruning below = Pruning.of(keeping(0, 1, 2, 6, 7));
    assertEquals(
        "policy structured-magnitude kept 5 weights where sparsity 0.5 leaves 4",
        assertThrows(EspalierException.class, () -> check(structured, below, half().build()))
            .getMessage());
  }

  private static PluginInfo plugin(String id, boolean choosesSparsity, boolean wholeUnits) {
    return new PluginInfo(
        "policy", id, "", "", Set.of(), choosesSparsity, wholeUnits, "ready", "test", "1", 0, "");
  }

  /** Unit 0 of 0.W is 0 to 3 and takes 15, 18 and 21 with it; 12 are 0.W's, 9 are 1.W's. */
  @Test
  void holdsAPolicyToWholeUnits() {
    ParameterLayout layout = Fixtures.mlp(4, 3, 3);
    PruningRequest request =
        PruningRequest.builder(layout, new float[layout.size()], 0.3)
            .granularity(Granularity.UNIT)
            .build();
    PluginInfo plugin = plugin("snip", false, false);
    BitSet kept = Mask.all(layout).toBitSet();
    kept.clear(0, 4);
    kept.clear(15);
    kept.clear(18);
    kept.clear(21);
    Pruning whole = Pruning.of(Mask.of(layout, kept));
    assertSame(whole, check(plugin, whole, request));
    kept.clear(7);
    Pruning apart = Pruning.of(Mask.of(layout, kept));
    assertEquals(
        "policy snip cut index 7 out of a unit that it left, but whole units were asked for"
            + " (granularity=unit); use structured-surgeon or magnitude for these",
        assertThrows(EspalierException.class, () -> check(plugin, apart, request)).getMessage());
  }

  @Test
  void leavesTheSparsityToPoliciesThatChooseIt() {
    Pruning pruning = Pruning.of(keeping(0));
    assertSame(pruning, check(plugin("zero-rule", true, false), pruning, half().build()));
  }

  @Test
  void refusesToReviveWeights() {
    assertRefused(
        "policy snip revived index 7, which was cut before",
        Pruning.of(keeping(0, 1, 6, 7)),
        half().alive(keeping(0, 1, 2, 3, 6)));
    EspalierException own =
        assertThrows(
            EspalierException.class,
            () ->
                check(
                    plugin("zero-rule", true, false),
                    Pruning.of(keeping(3)),
                    half().alive(keeping(0, 1)).build()));
    assertEquals("policy zero-rule revived index 3, which was cut before", own.getMessage());
  }

  @Test
  void refusesToMissTheQuotas() {
    assertRefused(
        "policy snip kept 2 of 0.W where the control asks for 1; it can't be used as a control",
        Pruning.of(keeping(0, 1, 6, 7)),
        half().quotas(List.of(1, 3)));
  }

  @Test
  void refusesWeightsThatAreNotFinite() {
    float[] adjusted = WEIGHTS.clone();
    adjusted[5] = Float.NaN;
    assertRefused(
        "policy snip set the weight at index 5 to NaN",
        Pruning.of(keeping(0, 1, 6, 7)).withWeights(adjusted),
        half());
    adjusted[5] = 0;
    adjusted[6] = Float.NEGATIVE_INFINITY;
    assertRefused(
        "policy snip set the weight at index 6 to -Infinity",
        Pruning.of(keeping(0, 1, 6, 7)).withWeights(adjusted),
        half());
  }

  @Test
  void caresNotForWhatIsCutAnyway() {
    float[] adjusted = WEIGHTS.clone();
    adjusted[9] = Float.NaN;
    Pruning pruning = Pruning.of(keeping(0, 1, 6, 7)).withWeights(adjusted);
    assertSame(pruning, check(pruning, half().build()));
  }

  private static PruningRequest.Builder half() {
    return PruningRequest.builder(LAYOUT, WEIGHTS, 0.5);
  }

  private static Mask keeping(int... prunable) {
    BitSet kept = new BitSet();
    kept.set(4, 6);
    for (int index : prunable) {
      kept.set(index);
    }
    return Mask.of(LAYOUT, kept);
  }

  private static Pruning check(Pruning pruning, PruningRequest request) {
    return check(plugin("snip", false, false), pruning, request);
  }

  private static Pruning check(PluginInfo plugin, Pruning pruning, PruningRequest request) {
    Optional<String> fault = PruningCheck.fault(plugin, pruning, request);
    if (fault.isPresent()) {
      throw new EspalierException("policy " + plugin.id() + " " + fault.get());
    }
    return pruning;
  }

  private static void assertRefused(
      String message, Pruning pruning, PruningRequest.Builder builder) {
    PruningRequest request = builder.build();
    assertEquals(
        message, assertThrows(EspalierException.class, () -> check(pruning, request)).getMessage());
  }
}
