package org.espalier.harness.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.core.EspalierException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.pruning.PruningPolicy;
import org.espalier.core.pruning.Saliency;
import org.espalier.core.pruning.Scope;
import org.espalier.harness.Work;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.harness.internal.run.SoftmaxModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a softmax regression on 30 features that was pruned by magnitude for real. */
class ExplainWorkTest {
  @TempDir private Path folder = Path.of("");
  private Path pruned = Path.of("");
  private final SoftmaxModel dense = model();

  private static SoftmaxModel model() {
    return new SoftmaxModel(30, 2, 5, new ArrayList<>());
  }

  @BeforeEach
  void prune() throws Exception {
    Path file = folder.resolve("dense.zip");
    Files.writeString(file, "a model");
    pruned = folder.resolve("pruned.zip");
    Work.PruneRequest request =
        new Work.PruneRequest(
            file,
            "by-size",
            0.5,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Options.none(),
            false,
            false,
            0,
            pruned);
    try (Plugins plugins = plugins()) {
      new PruneWork(plugins).run(request, Progress.NONE);
    }
  }

  private static Plugins plugins() {
    ModelAdapter adapter =
        new ModelAdapter() {
          @Override
          public boolean supports(org.espalier.core.model.ModelSource source) {
            return true;
          }

          @Override
          public PrunableModel open(org.espalier.core.model.ModelSource source) {
            return model();
          }
        };
    PruningPolicy bySize =
        request -> {
          double[] scores = new double[request.layout().size()];
          for (int k = 0; k < scores.length; k++) {
            scores[k] = Math.abs(request.weights()[k]);
          }
          return Saliency.prune(scores, request, Scope.GLOBAL);
        };
    return new Registry()
        .with(ModelAdapter.class, "softmax", adapter)
        .with(PruningPolicy.class, "by-size", bySize)
        .plugins();
  }

  private Work.Explained explain(String part, Optional<String> dataset) {
    try (Plugins plugins = plugins()) {
      return new ExplainWork(plugins)
          .run(new Work.ExplainRequest(pruned, Optional.empty(), part, dataset), Progress.NONE);
    }
  }

  @Test
  void tellsAWeightsScoreAndRank() {
    String tensor = dense.layout().prunable().get(0).name();
    float[] theta = dense.weights();
    int rankSum = 0;
    int kept = 0;
    for (int k = 0; k < 60; k++) {
      Work.Explained answer = explain(tensor + "[" + k / 30 + "," + k % 30 + "]", Optional.empty());
      assertEquals(1, answer.weights());
      assertEquals(theta[k], answer.value().orElseThrow());
      assertEquals(Math.abs(theta[k]), answer.score().orElseThrow(), 1e-9);
      Work.Ranking ranking = answer.ranking().orElseThrow();
      rankSum += ranking.rank();
      kept += answer.kept();
      assertEquals(answer.kept() == 1, answer.score().orElseThrow() >= ranking.leastKept());
      assertEquals(ranking.rank() <= 30, answer.kept() == 1);
    }
    assertEquals(60 * 61 / 2, rankSum, "every rank once");
    assertEquals(30, kept);
    assertEquals("by-size at 50.0 % sparsity", explain(tensor, Optional.empty()).rule());
  }

  @Test
  void ablatesAUnitWithItsBias() {
    String tensor = dense.layout().prunable().get(0).name();
    Work.Explained answer = explain(tensor + "[1]", Optional.of("breast-cancer"));
    assertEquals(30, answer.weights());
    assertEquals(OptionalDouble.empty(), answer.value());
    Dataset train = DataSplit.of(DatasetLoader.load("breast-cancer"), 0).train();
    Work.Ablated ablated = answer.ablation().orElseThrow();
    assertEquals(dense.evaluate(train), ablated.before());
    float[] cut = dense.weights();
    for (int k = 30; k < 60; k++) {
      cut[k] = 0;
    }
    cut[61] = 0;
    dense.setWeights(cut);
    assertEquals(dense.evaluate(train), ablated.after());
  }

  @Test
  void refusesWhatIsNotThere() throws Exception {
    String tensor = dense.layout().prunable().get(0).name();
    for (String part : List.of("nothing", tensor + "[2]", tensor + "[0,30]", tensor + "[1,2,3]")) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> explain(part, Optional.empty()), part);
      assertTrue(String.valueOf(refused.getMessage()).contains(tensor), refused.getMessage());
    }
    Files.delete(folder.resolve("pruned.zip.evidence.json"));
    EspalierException missing =
        assertThrows(EspalierException.class, () -> explain(tensor, Optional.empty()));
    assertTrue(String.valueOf(missing.getMessage()).contains("no such file"), missing.getMessage());
  }
}
