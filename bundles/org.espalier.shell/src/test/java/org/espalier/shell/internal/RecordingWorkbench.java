package org.espalier.shell.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.espalier.core.Need;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.TrainingReport;
import org.espalier.harness.Comparison;
import org.espalier.harness.Comparisons;
import org.espalier.harness.EarlierComparison;
import org.espalier.harness.Landscape;
import org.espalier.harness.PluginInfo;
import org.espalier.harness.Shard;
import org.espalier.harness.Work;
import org.espalier.harness.Workbench;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.Resolution;
import org.espalier.harness.experiment.Experiment;
import org.espalier.harness.experiment.ExperimentFolder;
import org.espalier.harness.result.Flatness;
import org.espalier.harness.result.Results;
import org.espalier.harness.tuning.Trial;
import org.espalier.harness.tuning.TuneRequest;
import org.espalier.harness.tuning.Tuned;
import org.jspecify.annotations.Nullable;

/** Keeps what a command asks for, and answers with fixed figures or a failure. */
final class RecordingWorkbench implements Workbench, Comparisons, Landscape {
  private static final Work.Removal REMOVAL =
      new Work.Removal(
          List.of(
              new Work.Resized("0.W", List.of(40, 784), List.of(28, 784)),
              new Work.Resized("0.b", List.of(40), List.of(28)),
              new Work.Resized("1.W", List.of(10, 40), List.of(10, 28))),
          new Work.Size(31_810, 63_520, 120_000),
          new Work.Size(22_270, 44_464, 80_000));

  /** No experiments in the box. */
  static final PluginTools TOOLS = new PluginTools(null, null, null);

  static final ExperimentFolder EXPERIMENTS = new ExperimentFolder(Path.of("nowhere"));

  final List<Object> asked = new ArrayList<>();
  Results results = TestResults.of(List.of());
  Optional<EarlierComparison> earlier = Optional.empty();
  int kept;
  double stepError = 1e-4;
  boolean stopped;
  final List<Shard> shards = new ArrayList<>();
  Optional<Work.Effect> effect = Optional.empty();
  Resolution resolution = new Resolution(26, 500, OptionalDouble.of(0.0123), 12, 208);
  Assessment assessment = TestAssessments.undefined();
  @Nullable RuntimeException failure;
  @Nullable Error error;

  private void ask(Object request) {
    asked.add(request);
    if (failure != null) {
      throw failure;
    }
    if (error != null) {
      throw error;
    }
  }

  @Override
  public List<PluginInfo> plugins() {
    return List.of(
        plugin("policy", "magnitude", Set.of()),
        plugin("policy", "snip", Set.of(Need.GRADIENTS)),
        plugin("estimator", "lasso-granger", Set.of(Need.TRAJECTORY)));
  }

  private static PluginInfo plugin(String kind, String id, Set<Need> needs) {
    return new PluginInfo(
        kind,
        id,
        "Does " + id + ".",
        "",
        needs,
        false,
        false,
        "ready",
        "org.example." + kind,
        "1.2.3",
        0,
        "org.example." + id);
  }

  @Override
  public Comparison run(Experiment experiment, Shard shard, Path out, Progress progress) {
    ask(experiment);
    shards.add(shard);
    return new Comparison(results, List.of(out.resolve("results.csv")), 0, stopped);
  }

  @Override
  public Optional<EarlierComparison> earlier(Path out) {
    return earlier;
  }

  @Override
  public Comparison resume(Experiment experiment, Shard shard, Path out, Progress progress) {
    ask(experiment);
    shards.add(shard);
    return new Comparison(results, List.of(out.resolve("results.csv")), kept, stopped);
  }

  @Override
  public Comparison merge(List<Path> parts, Path out) {
    ask(parts);
    return new Comparison(results, List.of(out.resolve("results.csv")), kept, false);
  }

  @Override
  public Tuned tune(TuneRequest request, Progress progress, Consumer<Trial> told) {
    ask(request);
    Trial own = new Trial(1, Map.of(), 0.9, 0.5, 0.91, 1, "");
    Trial best = new Trial(2, Map.of("magnitude.flow", "on"), 0.95, 0.4, 0.93, 1, "");
    told.accept(own);
    told.accept(best);
    return new Tuned(
        List.of(own, best),
        best,
        request.out().resolve("best.json"),
        request.out().resolve("tuning.json"));
  }

  @Override
  public Work.Recorded record(Work.RecordRequest work, Progress progress) {
    ask(work);
    return new Work.Recorded(
        work.out(),
        work.out().resolve("model.zip"),
        12_345,
        new TrainingReport(work.steps(), 0.5, 2, 0.5),
        new Evaluation(0.9, 0.3, 100));
  }

  @Override
  public Work.Intervened intervene(Work.InterveneRequest work, Progress progress) {
    ask(work);
    return new Work.Intervened(work.out(), 12_345, 3 * work.steps() / 2, 2, resolution);
  }

  @Override
  public Work.Estimated estimate(Work.EstimateRequest work, Progress progress) {
    ask(work);
    return new Work.Estimated(
        new CausalEvidence(
            new double[] {0, 1}, GrangerForm.INSTANTANEOUS, false, 0.5, Map.of("gap", 3)),
        assessment,
        work.out().resolve("gamma.npy"),
        work.out().resolve("evidence.json"));
  }

  @Override
  public Work.Pruned prune(Work.PruneRequest work, Progress progress) {
    ask(work);
    return new Work.Pruned(
        work.out(),
        List.of(Path.of("mask.npy"), Path.of("evidence.json")),
        0.9,
        10,
        100,
        Map.of("0.W", 0.9),
        List.of("A note."),
        effect,
        Optional.of(new Work.Units(12, 40)),
        work.remove() ? Optional.of(REMOVAL) : Optional.empty());
  }

  @Override
  public Work.Explained explain(Work.ExplainRequest work, Progress progress) {
    ask(work);
    boolean single = work.part().contains(",");
    return new Work.Explained(
        work.part(),
        single ? 1 : 64,
        single ? 0 : 5,
        "magnitude at 90.0 % sparsity",
        single ? OptionalDouble.of(-0.0123) : OptionalDouble.empty(),
        single ? Optional.of(new Work.Ranking(15_231, 17_024, 0.25)) : Optional.empty(),
        OptionalDouble.of(0.0123),
        OptionalDouble.of(1.5e-5),
        work.dataset()
            .map(
                d ->
                    new Work.Ablated(
                        new Evaluation(1, 0.002, 1347), new Evaluation(0.99, 0.003, 1347))),
        List.of("A note."));
  }

  @Override
  public Work.Evaluated evaluate(Work.EvaluateRequest work, Progress progress) {
    ask(work);
    return new Work.Evaluated(
        work.part().orElse(Work.Part.TEST),
        new Evaluation(0.9, 0.3, 450),
        1000,
        500,
        10,
        100,
        0.9,
        20,
        1,
        2);
  }

  @Override
  public Landscape.Measured flatness(Landscape.Request work, Progress progress) {
    ask(work);
    return new Landscape.Measured(
        new Flatness(
            0.01, 0.002, 12.5, -0.25, 0.0005, 17, stepError, 40, 2, 16, 8, 0.5, 0.3, 0.004, 0.02,
            123, 9),
        1_900,
        17_226,
        1_347,
        2.5);
  }
}
