package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.EspalierException;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ParameterLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PruningRequestTest {
  private static final ParameterLayout LAYOUT = SaliencyTest.layout(6, -2, 4);

  @ParameterizedTest
  @CsvSource({"0,10", "0.04,10", "0.05,9", "0.5,5", "0.86,1", "0.96,0"})
  void keepsWhatTheSparsityLeaves(double sparsity, int keep) {
    assertEquals(keep, request(sparsity).build().keep());
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesASparsityOutside(double sparsity) {
    assertEquals(
        "sparsity " + sparsity + "; it must be in [0, 1)", refusal(() -> request(sparsity)));
  }

  @Test
  void refusesWhatIsOfAnotherModel() {
    assertEquals(
        "weights has 3 values for 12 parameters",
        refusal(() -> PruningRequest.builder(LAYOUT, new float[3], 0)));
    assertEquals(
        "the mask is of another model",
        refusal(() -> request(0).alive(Mask.all(SaliencyTest.layout(12)))));
    CausalEvidence evidence =
        new CausalEvidence(new double[3], GrangerForm.INSTANTANEOUS, true, 0, Map.of());
    assertEquals(
        "gamma has 3 values for 12 parameters", refusal(() -> request(0).evidence(evidence)));
  }

  @Test
  void refusesQuotasThatDoNotFit() {
    assertEquals(Optional.of(List.of(5, 0)), request(0.5).quotas(List.of(5, 0)).build().quotas());
    assertEquals(
        "quotas [5] for 2 layers and 5 weights to keep",
        refusal(() -> request(0.5).quotas(List.of(5)).build()));
    assertEquals(
        "quotas [3, 3] for 2 layers and 5 weights to keep",
        refusal(() -> request(0.5).quotas(List.of(3, 3)).build()));
    assertEquals(
        "a quota of -1 for w0, which has 6 weights",
        refusal(() -> request(0.5).quotas(List.of(-1, 6)).build()));
    assertEquals(
        "a quota of 5 for w2, which has 4 weights",
        refusal(() -> request(0.5).quotas(List.of(0, 5)).build()));
  }

  @Test
  void cutsSingleWeightsUnlessUnitsAreAskedFor() {
    assertEquals(Granularity.WEIGHT, request(0.5).build().granularity());
    request(0.5).build().requireSingleWeights();
    PruningRequest units = request(0.5).granularity(Granularity.UNIT).build();
    assertEquals(Granularity.UNIT, units.granularity());
    assertEquals(Granularity.UNIT, units.stage(7, units.alive()).granularity());
    assertEquals(
        "this policy cuts single weights only; for whole units use structured-surgeon, or"
            + " granularity=unit of a policy that ranks by scores, such as magnitude",
        refusal(units::requireSingleWeights));
    assertEquals(
        "granularity = 'layer'; a policy cuts single weights (weight) or whole units (unit)",
        refusal(() -> request(0.5).granularity(Granularity.LAYER)));
  }

  @Test
  void tellsWhatAPolicyMisses() {
    PruningRequest request = request(0.5).build();
    assertEquals(
        "this policy needs a trajectory; record one and pass it with --trajectory DIR",
        assertThrows(EspalierException.class, request::trajectory).getMessage());
    assertEquals(
        "this policy needs evidence; estimate it and pass it with --evidence DIR",
        assertThrows(EspalierException.class, request::evidence).getMessage());
    assertEquals(
        "this policy needs gradients; pass training data with --dataset D",
        assertThrows(EspalierException.class, request::gradients).getMessage());
    assertEquals(
        "this policy needs what the layers see; pass training data with --dataset D",
        assertThrows(EspalierException.class, request::inputs).getMessage());
  }

  @Test
  void ownsItsWeights() {
    float[] weights = new float[12];
    PruningRequest request = PruningRequest.builder(LAYOUT, weights, 0).build();
    weights[0] = 1;
    request.weights()[1] = 1;
    assertArrayEquals(new float[12], request.weights());
  }

  @Test
  void aPruningAppliesAdjustedWeightsUnderItsMask() {
    BitSet kept = new BitSet();
    kept.set(4, 9);
    Pruning cut = Pruning.of(Mask.of(LAYOUT, kept));
    float[] weights = new float[12];
    Arrays.fill(weights, 2);
    float[] adjusted = new float[12];
    Arrays.fill(adjusted, 3);

    assertArrayEquals(new float[] {0, 0, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0}, cut.apply(weights));
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 3, 3, 3, 3, 3, 0, 0, 0},
        cut.withWeights(adjusted).withNote("adjusted").apply(weights));
    assertEquals(List.of("a", "b"), cut.withNote("a").withNote("b").notes());
    assertEquals(
        "3 adjusted weights for 12 parameters", refusal(() -> cut.withWeights(new float[3])));
  }

  @Test
  void aPruningNamesEmptiedLayers() {
    BitSet kept = new BitSet();
    kept.set(6, 9);
    assertEquals(List.of("w0"), Pruning.of(Mask.of(LAYOUT, kept)).collapsed());
  }

  private static PruningRequest.Builder request(double sparsity) {
    return PruningRequest.builder(LAYOUT, new float[12], sparsity);
  }

  private static String refusal(Executable what) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, what).getMessage());
  }
}
