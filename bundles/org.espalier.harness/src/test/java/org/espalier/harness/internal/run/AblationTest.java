package org.espalier.harness.internal.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.espalier.core.Progress;
import org.espalier.core.model.Architecture;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Mask;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

/** Of a softmax regression, whose loss is known. */
class AblationTest {
  private final Dataset data = DataSplit.of(DatasetLoader.load("breast-cancer"), 0).train();

  private EvaluableModel model() {
    Architecture architecture =
        new Architecture("softmax", data.exampleShape(), List.of(), data.classes());
    return (EvaluableModel) new SoftmaxModel.Adapter().open(new ModelSource.New(architecture, 3));
  }

  @Test
  void measuresWhatCuttingEachAloneDoes() {
    try (EvaluableModel model = model()) {
      float[] theta = model.weights();
      Ablation ablation = Ablation.measure(model, data, 20, 1, Progress.NONE);
      assertArrayEquals(theta, model.weights(), "the model is as it was");
      int[] weights = ablation.weights();
      assertEquals(20, Arrays.stream(weights).distinct().count());
      double before = model.evaluate(data).loss();
      for (int i = 0; i < weights.length; i++) {
        float[] cut = theta.clone();
        cut[weights[i]] = 0;
        model.setWeights(cut);
        assertEquals(model.evaluate(data).loss() - before, ablation.effects()[i], 1e-12);
      }
    }
  }

  @Test
  void ranksByWhatCuttingDoes() {
    try (EvaluableModel model = model()) {
      Ablation ablation = Ablation.measure(model, data, 1_000, 1, Progress.NONE);
      int prunable = model.layout().prunableSize();
      assertEquals(prunable, ablation.weights().length, "all that there are");
      double[] scores = new double[model.layout().size()];
      for (int i = 0; i < prunable; i++) {
        scores[ablation.weights()[i]] = ablation.effects()[i];
      }
      assertEquals(1, ablation.rankCorrelation(scores), 1e-12);
      double[] reversed = Arrays.stream(scores).map(s -> -Math.exp(s)).toArray();
      assertEquals(-1, ablation.rankCorrelation(reversed), 1e-12);
      assertTrue(Double.isNaN(ablation.rankCorrelation(new double[scores.length])));
    }
  }

  @Test
  void uselessWeightsAreThoseOfUselessFeatures() {
    ParameterLayout layout = Fixtures.mlp(3, 2, 2);
    Parameter first = layout.prunable().get(0);
    BitSet kept = new BitSet();
    kept.set(0, layout.size());
    kept.clear(first.offset() + 1); // unit 0, feature 1
    kept.clear(first.offset() + 5); // unit 1, feature 2
    Mask mask = Mask.of(layout, kept);
    assertEquals(
        Map.of("useless.cut", 0.5, "informative.cut", 0.25),
        UselessWeights.shares(mask, List.of(1), 3));
    assertEquals(Map.of(), UselessWeights.shares(mask, List.of(), 3));
    assertEquals(Map.of(), UselessWeights.shares(mask, List.of(1), 5), "no layer reads five");
  }
}
