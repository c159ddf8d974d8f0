package org.espalier.policy.baseline.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.core.EspalierException;
import org.espalier.core.Need;
import org.espalier.core.Options;
import org.espalier.core.model.Connection;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.ParameterRole;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.PruningRequest;
import org.espalier.core.pruning.Scope;
import org.espalier.testkit.PruningPolicyContract;
import org.espalier.testkit.ReferenceTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what {@code src/test/python/synflow.py} left, too. */
class SynFlowPolicyTest extends PruningPolicyContract {
  private static final ReferenceTable TABLE =
      ReferenceTable.read(SynFlowPolicyTest.class, "synflow.txt");
  private static final ParameterLayout CHAIN =
      layout(
          List.of(new Connection("0", "1"), new Connection("1", "2")),
          List.of(12, 8),
          List.of(10, 12),
          List.of(4, 10));
  private static final float[] WEIGHTS = TABLE.floats("weights");

  @Override
  protected PruningPolicy policy() {
    return new SynFlowPolicy(new SynFlowOptions(100));
  }

  @Override
  protected Set<Need> needs() {
    return Set.of();
  }

  /** Each cut changes what the others are worth. */
  @Override
  protected boolean cutsEqualsByIndex() {
    return false;
  }

  @Test
  void agreesWithNumPyOnConvolutionsAndSums() {
    ParameterLayout branched =
        layout(
            List.of(
                new Connection("0", "1"),
                new Connection("0", "2"),
                new Connection("1", "2"),
                new Connection("2", "3")),
            List.of(3, 2, 2, 2),
            List.of(3, 3, 1, 1),
            List.of(4, 12),
            List.of(2, 4));
    double[] expected = TABLE.doubles("branched-flow");
    double[] scores =
        new SynapticFlow(branched).scores(TABLE.floats("branched"), Mask.all(branched));
    assertEquals(expected.length, scores.length);
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], scores[k], 1e-9 * Math.abs(expected[k]), "at " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "0.8", "0.95", "0.98"})
  void cutsWhatNumPyCuts(String sparsity) {
    double[] kept = TABLE.doubles("mask-" + sparsity);
    BitSet mask = new BitSet();
    for (int k = 0; k < kept.length; k++) {
      mask.set(k, kept[k] == 1);
    }
    assertEquals(
        mask, policy().prune(small(Double.parseDouble(sparsity)).build()).mask().toBitSet());
  }

  /** What enters all units leaves them: each layer has the same flow in all. */
  @Test
  void isConserved() {
    double[] scores = new SynapticFlow(CHAIN).scores(WEIGHTS, Mask.all(CHAIN));
    double[] sums = new double[3];
    for (int i = 0; i < sums.length; i++) {
      Parameter layer = CHAIN.prunable().get(i);
      for (int k = layer.offset(); k < layer.end(); k++) {
        sums[i] += scores[k];
      }
    }
    assertArrayEquals(new double[] {sums[0], sums[0], sums[0]}, sums, 1e-12 * sums[0]);
  }

  /** Down to one path, on weights of which magnitude leaves none in the second layer. */
  @Test
  void emptiesNoLayerThoughItMay() {
    for (int keep = 3; keep < 9; keep++) {
      PruningRequest few = small(1 - keep / 256.0).emptyLayersAllowed(true).build();
      assertEquals(keep, few.keep());
      assertEquals(List.of(), policy().prune(few).collapsed());
      assertNotEquals(
          List.of(),
          new MagnitudePolicy(new MagnitudeOptions(Scope.GLOBAL, false)).prune(few).collapsed());
    }
  }

  @Test
  void heedsTheNumberOfStages() {
    PruningRequest once = small(0.9).options(Options.of(Map.of("stages", "1"))).build();
    assertNotEquals(policy().prune(small(0.9).build()).mask(), policy().prune(once).mask());
    assertEquals(
        "stages = 0; it must be at least 1",
        assertThrows(IllegalArgumentException.class, () -> new SynFlowOptions(0)).getMessage());
  }

  @Test
  void saysWhatItCanNotFollow() {
    assertEquals(
        "synflow multiplies weights along the layers, but the model's adapter doesn't tell how they"
            + " are connected; use a policy that doesn't ask, such as lamp",
        refusal(new ParameterLayout(CHAIN.parameters()), WEIGHTS));
    ParameterLayout loop =
        layout(
            List.of(new Connection("0", "1"), new Connection("1", "0")),
            List.of(2, 2),
            List.of(2, 2));
    assertEquals(
        "synflow multiplies weights along the layers, but 0 feeds itself; use another policy",
        refusal(loop, new float[8]));
    float[] bad = WEIGHTS.clone();
    bad[3] = Float.NaN;
    assertEquals(
        "the product of the weights along the layers is NaN at 0; they must be finite, and not"
            + " so large",
        refusal(CHAIN, bad));
  }

  private static String refusal(ParameterLayout layout, float[] weights) {
    PruningRequest request = PruningRequest.builder(layout, weights, 0.5).build();
    return String.valueOf(
        assertThrows(
                EspalierException.class,
                () -> new SynFlowPolicy(new SynFlowOptions(100)).prune(request))
            .getMessage());
  }

  private static PruningRequest.Builder small(double sparsity) {
    return PruningRequest.builder(CHAIN, WEIGHTS, sparsity);
  }

  @SafeVarargs
  private static ParameterLayout layout(List<Connection> connections, List<Integer>... shapes) {
    List<Parameter> tensors = new ArrayList<>();
    int offset = 0;
    for (List<Integer> shape : shapes) {
      String name = String.valueOf(tensors.size());
      tensors.add(new Parameter(name, name, ParameterRole.WEIGHT, shape, offset, true, 1));
      offset = tensors.get(tensors.size() - 1).end();
    }
    return new ParameterLayout(tensors, connections);
  }
}
