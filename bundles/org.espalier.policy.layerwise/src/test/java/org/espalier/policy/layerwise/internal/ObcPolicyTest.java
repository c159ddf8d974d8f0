package org.espalier.policy.layerwise.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.testkit.Fixtures;
import org.espalier.testkit.PruningPolicyContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObcPolicyTest extends PruningPolicyContract {
  private static final Options GLOBAL = Options.of(Map.of("allocation", "global"));

  @Override
  protected PruningPolicy policy() {
    return new ObcPolicy(new ObcOptions(Allocation.UNIFORM, 0, false));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of(Need.INPUTS);
  }

  /** More weights than examples: as published, 1 is added to the diagonal, and a note says so. */
  @Test
  void notesWhereTheHessianIsNotOfFullRank() {
    ParameterLayout layout = Fixtures.mlp(2, 1);
    PruningRequest.Builder request =
        PruningRequest.builder(layout, new float[] {1, 2, 0}, 0.5)
            .inputs(Fixtures.inputs(tensor -> new float[][] {{1, 1}, {-3, -3}}));
    Pruning pruning = policy().prune(request.build());
    assertEquals("{1, 2}", pruning.mask().toBitSet().toString());
    assertEquals(2 + 10 / 11.0, pruning.apply(new float[3])[1], 1e-6);
    assertEquals(
        List.of(
            "the Hessian of fc1.W is not of full rank on these examples: 1 was added to its"
                + " diagonal, as in the published code"),
        pruning.notes());
    Pruning dampened =
        policy().prune(request.options(Options.of(Map.of("dampening", "0.01"))).build());
    assertEquals(2 + 10 / 10.1, dampened.apply(new float[3])[1], 1e-6);
    assertEquals(List.of(), dampened.notes());
  }

  /** Weight 0 sees nothing and is 0 afterwards, though nothing is cut. */
  @Test
  void clearsWhatSeesNothing() {
    ParameterLayout layout = Fixtures.mlp(2, 1);
    PruningRequest request =
        PruningRequest.builder(layout, new float[] {7, 2, 1}, 0)
            .inputs(Fixtures.inputs(tensor -> new float[][] {{0, 1}, {0, 2}}))
            .build();
    assertArrayEquals(new float[] {0, 2, 1}, policy().prune(request).apply(request.weights()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.9, 0.97, 0.99})
  void comparesAllLayersToTheSparsityExactly(double sparsity) {
    PruningRequest.Builder request = request(sparsity).options(GLOBAL);
    Pruning pruning = policy().prune(request.build());
    assertEquals(request.build().keep(), pruning.mask().keptPrunable());
    assertEquals(List.of(), pruning.collapsed());
    Pruning emptied = policy().prune(request.emptyLayersAllowed(true).build());
    assertEquals(request.build().keep(), emptied.mask().keptPrunable());
  }

  @Test
  void quotasGoBeforeTheAllocation() {
    List<Integer> quotas = List.of(9, 50, 5);
    Pruning global = policy().prune(request(0.9).quotas(quotas).options(GLOBAL).build());
    assertEquals(policy().prune(request(0.9).quotas(quotas).build()).mask(), global.mask());
  }

  @Test
  void refusesOptionsOutside() {
    assertEquals(
        "dampening = -1.0; it must be in [0, 1]",
        assertThrows(
                IllegalArgumentException.class, () -> new ObcOptions(Allocation.UNIFORM, -1, false))
            .getMessage());
    assertEquals(
        "sequential = on goes with allocation = uniform only: to compare layers, all must see what"
            + " the model gives",
        assertThrows(
                IllegalArgumentException.class, () -> new ObcOptions(Allocation.GLOBAL, 0, true))
            .getMessage());
  }

  @Test
  void refusesWeightsThatAreNotFinite() {
    PruningRequest request =
        PruningRequest.builder(Fixtures.mlp(2, 1), new float[] {1, Float.NaN, 0}, 0.5)
            .inputs(Fixtures.inputs())
            .build();
    assertEquals(
        "fc1.W is NaN at index 1; every weight must be finite",
        assertThrows(EspalierException.class, () -> policy().prune(request)).getMessage());
  }

  @Test
  void stopsWithinALayer() {
    int[] asked = {0};
    Progress progress =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return ++asked[0] > 30;
          }
        };
    PruningRequest request = request(0.5).progress(progress).build();
    assertThrows(CancelledException.class, () -> policy().prune(request));
    assertEquals(31, asked[0]);
  }
}
