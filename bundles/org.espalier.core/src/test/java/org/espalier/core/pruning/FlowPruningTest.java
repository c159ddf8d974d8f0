package org.espalier.core.pruning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.Progress;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FlowPruningTest {
  private static final List<ParameterLayout> LAYOUTS =
      List.of(TestLayouts.mlp(), TestLayouts.cnn(), TestLayouts.residual());

  /** Rounds of a rising sparsity, against stages written the slow and obvious way. */
  @RepeatedTest(30)
  void agreesWithTheObviousAlgorithm(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    ParameterLayout layout = LAYOUTS.get(random.nextInt(LAYOUTS.size()));
    double[] importance = TestLayouts.importance(layout, random);
    Mask alive = Mask.all(layout);
    for (double sparsity : new double[] {0.1, 0.6, 0.6, 0.8, 0.9}) {
      PruningRequest request =
          request(layout, sparsity)
              .alive(alive)
              .emptyLayersAllowed(repetition.getCurrentRepetition() % 2 == 0)
              .build();
      Pruning pruning = Saliency.pruneWithFlow(importance, request);
      assertEquals(FlowOracle.pruned(importance, request), pruning.mask());
      assertEquals(request.keep(), pruning.mask().keptPrunable());
      assertTrue(request.emptyLayersAllowed() || pruning.collapsed().isEmpty());
      BitSet revived = pruning.mask().toBitSet();
      revived.andNot(alive.toBitSet());
      assertTrue(revived.isEmpty());
      alive = pruning.mask();
    }
  }

  @RepeatedTest(20)
  void meetsQuotas(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    for (ParameterLayout layout : LAYOUTS) {
      List<Parameter> layers = layout.prunable();
      List<Integer> quotas =
          layers.stream().map(p -> (int) (p.size() * Math.pow(random.nextDouble(), 3))).toList();
      int keep = quotas.stream().mapToInt(Integer::intValue).sum();
      double sparsity = 1 - keep / (double) layout.prunableSize();
      if (keep > 0) {
        PruningRequest request = request(layout, sparsity).quotas(quotas).build();
        Mask mask = Saliency.pruneWithFlow(TestLayouts.importance(layout, random), request).mask();
        assertEquals(quotas, layers.stream().map(mask::kept).toList());
      }
    }
  }

  @Test
  void refusesWhatTheRequestAsksForNotWhatAStageDoes() {
    ParameterLayout layout = TestLayouts.mlp();
    double[] importance = TestLayouts.importance(layout, new Random(1));
    assertEquals(
        "sparsity 0.98 would keep 1 weights for 3 layers; ask for less, or allow empty layers",
        refusal(importance, request(layout, 0.98).build()));
    BitSet few = fixed(layout);
    few.set(0, 4);
    few.set(30, 50);
    Mask alive = Mask.of(layout, few);
    assertEquals(
        "35 weights are to be kept in the model, but earlier rounds have left only "
            + alive.keptPrunable(),
        refusal(importance, request(layout, 1 - 35 / 69.0).alive(alive).build()));
    assertEquals(
        "5 weights are to be kept in w0, but earlier rounds have left only 4",
        refusal(
            importance,
            request(layout, 1 - 10 / 69.0).alive(alive).quotas(List.of(5, 5, 0)).build()));
  }

  @Test
  void namesTheImportanceThatItCannotWeigh() {
    ParameterLayout layout = TestLayouts.mlp();
    PruningRequest request = request(layout, 0.5).build();
    for (double bad : new double[] {-1e-9, Double.POSITIVE_INFINITY}) {
      double[] importance = TestLayouts.importance(layout, new Random(1));
      importance[24] = Double.NaN; // a bias
      importance[35] = bad;
      assertEquals(
          "the importance of w1 at index 5 is "
              + bad
              + "; with flow it must be finite, not negative",
          refusal(importance, request));
    }
    double[] importance = new double[layout.size()];
    importance[35] = Double.NaN;
    assertTrue(
        refusal(importance, request).startsWith("the score of w1 at index 5 is not a number"));
    assertEquals("3 scores for 83 parameters", refusal(new double[3], request));
  }

  /** Behind the first stage's cut of the one way out, the first neuron's weights are equal. */
  @Test
  void tellsOfWeightsThatHadNoFlowLeft() {
    ParameterLayout layout =
        TestLayouts.connected(List.of(List.of(2, 2), List.of(1, 2)), List.of("w0>w1"));
    double[] importance = {5, 6, 7, 8, 0, 0, 1, 100, 0};
    Pruning pruning = Saliency.pruneWithFlow(importance, request(layout, 2 / 6.0).build());
    assertEquals("{1, 2, 3, 4, 5, 7, 8}", pruning.mask().toBitSet().toString());
    assertEquals(
        List.of("1 of the kept weights had no flow left, so that their index decided"),
        pruning.notes());
  }

  /** Flow itself spares the last ways through; a layer beside them has to be spared. */
  @Test
  void namesTheLayersThatItSpared() {
    ParameterLayout layout =
        TestLayouts.connected(
            List.of(List.of(4, 4), List.of(4, 4), List.of(2, 2)), List.of("w0>w1"));
    double[] importance = TestLayouts.importance(layout, new Random(1));
    Parameter beside = layout.find("w2").orElseThrow();
    for (int k = beside.offset(); k < beside.end(); k++) {
      importance[k] *= 1e-9;
    }
    Pruning pruning = Saliency.pruneWithFlow(importance, request(layout, 0.7).build());
    assertEquals(
        List.of("kept the best weight of w2, which would have been emptied"), pruning.notes());
    assertEquals(1, pruning.mask().kept(beside));
  }

  @Test
  void isPlainWithoutConnectionsAndSaysSo() {
    ParameterLayout layout = new ParameterLayout(TestLayouts.mlp().parameters());
    double[] importance = TestLayouts.importance(layout, new Random(1));
    PruningRequest request = request(layout, 0.8).build();
    Pruning pruning = Saliency.pruneWithFlow(importance, request);
    assertEquals(Saliency.prune(importance, request, Scope.GLOBAL).mask(), pruning.mask());
    assertEquals(List.of(Saliency.NO_FLOW), pruning.notes());
  }

  @Test
  void goesOnlyWhereItIsAskedFor() {
    ParameterLayout layout = TestLayouts.mlp();
    double[] importance = TestLayouts.importance(layout, new Random(1));
    PruningRequest request = request(layout, 0.8).build();
    assertEquals(
        Saliency.prune(importance, request, Scope.GLOBAL).mask(),
        Saliency.prune(importance, request, FlowOptions.OFF).mask());
    assertEquals(
        Saliency.pruneWithFlow(importance, request).mask(),
        Saliency.prune(importance, request, new FlowOptions(true)).mask());
  }

  @Test
  void goesToTheLastWeightAndHasNothingToDoWithoutAny() {
    ParameterLayout layout = TestLayouts.mlp();
    double[] importance = TestLayouts.importance(layout, new Random(1));
    PruningRequest all = request(layout, 0.999).emptyLayersAllowed(true).build();
    assertEquals(0, Saliency.pruneWithFlow(importance, all).mask().keptPrunable());
    ParameterLayout fixed = SaliencyTest.layout(-3);
    assertEquals(
        Mask.all(fixed), Saliency.pruneWithFlow(new double[3], request(fixed, 0.5).build()).mask());
  }

  @Test
  void stopsBetweenStages() {
    ParameterLayout layout = TestLayouts.cnn();
    double[] importance = TestLayouts.importance(layout, new Random(1));
    AtomicInteger asked = new AtomicInteger();
    Progress later =
        new Progress() {
          @Override
          public void at(long done, long total, String what) {}

          @Override
          public boolean isCancelled() {
            return asked.incrementAndGet() > 5;
          }
        };
    PruningRequest request = request(layout, 0.9).progress(later).build();
    assertThrows(CancelledException.class, () -> Saliency.pruneWithFlow(importance, request));
    assertEquals(6, asked.get());
  }

  private static BitSet fixed(ParameterLayout layout) {
    BitSet fixed = new BitSet();
    layout.parameters().stream()
        .filter(p -> !p.prunable())
        .flatMapToInt(p -> IntStream.range(p.offset(), p.end()))
        .forEach(fixed::set);
    return fixed;
  }

  private static String refusal(double[] importance, PruningRequest request) {
    return String.valueOf(
        assertThrows(EspalierException.class, () -> Saliency.pruneWithFlow(importance, request))
            .getMessage());
  }

  private static PruningRequest.Builder request(ParameterLayout layout, double sparsity) {
    return PruningRequest.builder(layout, new float[layout.size()], sparsity);
  }
}
