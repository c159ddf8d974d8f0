package org.espalier.harness.internal.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.model.Dataset;
import org.espalier.core.model.EvaluableModel;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.ModelAdapter;
import org.espalier.core.model.ModelSource;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.npy.NpyArray;
import org.espalier.harness.Work;
import org.espalier.harness.internal.data.DataSplit;
import org.espalier.harness.internal.data.DatasetLoader;
import org.espalier.harness.internal.data.JsonText;
import org.espalier.harness.internal.plugin.Lease;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.run.Models;

/** Answers for one part of a pruned model: its evidence, the rule, and what ablating it does. */
final class ExplainWork {
  private final Plugins plugins;

  ExplainWork(Plugins plugins) {
    this.plugins = plugins;
  }

  Work.Explained run(Work.ExplainRequest work, Progress progress) {
    JsonNode evidence = evidence(work.pruned());
    Path dense = work.model().orElseGet(() -> Path.of(evidence.path("model").asText()));
    ModelSource source = Models.file(dense);
    try (Lease<ModelAdapter> adapter = plugins.leaseAdapter(source, progress);
        PrunableModel model = adapter.service().open(source)) {
      ModelPart part = ModelPart.of(work.part(), model.layout());
      ParameterLayout layout = model.layout();
      BitSet mask = array(work.pruned(), PrunedFiles.MASK, layout).orElseThrow().toBitSet();
      Optional<double[]> scores =
          array(work.pruned(), PrunedFiles.SCORES, layout).map(NpyArray::toDoubles);
      Optional<double[]> effects =
          array(work.pruned(), PrunedFiles.EFFECTS, layout).map(NpyArray::toDoubles);
      int kept = (int) part.weights().stream().filter(mask::get).count();
      Optional<Work.Ablated> ablation =
          work.dataset()
              .map(name -> ablate(Models.evaluable(model, dense.toString()), part, name, evidence));
      return new Work.Explained(
          part.name(),
          part.weights().size(),
          kept,
          rule(evidence),
          part.isWeight()
              ? OptionalDouble.of(model.weights()[part.weights().get(0)])
              : OptionalDouble.empty(),
          scores.filter(s -> part.isWeight()).map(s -> ranking(s, mask, part, layout)),
          mean(scores, part),
          effects.isEmpty() || kept == part.weights().size()
              ? OptionalDouble.empty()
              : OptionalDouble.of(sum(effects.get(), part)),
          ablation,
          notes(evidence));
    }
  }

  private static JsonNode evidence(Path pruned) {
    Path file = PrunedFiles.beside(pruned, PrunedFiles.EVIDENCE);
    if (!Files.isRegularFile(file)) {
      throw new InvalidDataException(
          "cannot read "
              + file
              + ": no such file; 'espalier prune' leaves it beside what it writes");
    }
    return JsonText.read(file);
  }

  /** Empty if there is no such file, which the mask always has. */
  private static Optional<NpyArray> array(Path pruned, String ending, ParameterLayout layout) {
    Path file = PrunedFiles.beside(pruned, ending);
    if (!ending.equals(PrunedFiles.MASK) && !Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(ModelArray.read(file, layout, "name the model before the cut with --model"));
  }

  private static String rule(JsonNode evidence) {
    StringBuilder rule = new StringBuilder(evidence.path("policy").asText());
    evidence
        .path("options")
        .fields()
        .forEachRemaining(
            o -> rule.append(":").append(o.getKey()).append("=").append(o.getValue().asText()));
    if (evidence.has("quotasOf")) {
      rule.append("@").append(evidence.path("quotasOf").asText());
    }
    return "%s at %s %% sparsity"
        .formatted(rule, Math.round(1e6 * evidence.path("sparsity").asDouble()) / 1e4);
  }

  private static List<String> notes(JsonNode evidence) {
    List<String> notes = new ArrayList<>();
    evidence.path("notes").forEach(note -> notes.add(note.asText()));
    return notes;
  }

  private static Work.Ranking ranking(
      double[] scores, BitSet mask, ModelPart part, ParameterLayout layout) {
    double own = scores[part.weights().get(0)];
    int above = 0;
    double least = Double.NaN;
    for (Parameter tensor : layout.prunable()) {
      for (int k = tensor.offset(); k < tensor.end(); k++) {
        above += scores[k] > own ? 1 : 0;
        least = mask.get(k) && !(scores[k] >= least) ? scores[k] : least;
      }
    }
    return new Work.Ranking(above + 1, layout.prunableSize(), least);
  }

  private static OptionalDouble mean(Optional<double[]> scores, ModelPart part) {
    return scores.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum(scores.get(), part) / part.weights().size());
  }

  private static double sum(double[] values, ModelPart part) {
    return part.weights().stream().mapToDouble(k -> values[k]).sum();
  }

  /** On the training part of the seed of the cut. */
  private static Work.Ablated ablate(
      EvaluableModel model, ModelPart part, String dataset, JsonNode evidence) {
    Dataset data =
        DataSplit.of(Models.fit(model, DatasetLoader.load(dataset)), evidence.path("seed").asLong())
            .train();
    Evaluation before = model.evaluate(data);
    float[] cut = model.weights();
    part.weights().forEach(k -> cut[k] = 0);
    if (part.bias() >= 0) {
      cut[part.bias()] = 0;
    }
    float[] theta = model.weights();
    model.setWeights(cut);
    Evaluation after = model.evaluate(data);
    model.setWeights(theta);
    return new Work.Ablated(before, after);
  }
}
