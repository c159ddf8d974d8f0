package org.espalier.harness.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.espalier.core.SafeFile;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.model.PrunableModel;
import org.espalier.core.model.ReducibleModel;
import org.espalier.core.npy.Npy;
import org.espalier.core.pruning.Prediction;
import org.espalier.core.pruning.Pruning;
import org.espalier.harness.Work;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.internal.data.JsonText;

/**
 * A pruned model on disk, and beside it its mask ({@code .mask.npy}), the numbers behind the cut
 * ({@code .evidence.json}), the score of each weight where the policy tells it ({@code
 * .scores.npy}), and the effect of each cut weight where it predicts that ({@code .effects.npy}).
 */
final class PrunedFiles {
  static final String MASK = ".mask.npy";
  static final String EVIDENCE = ".evidence.json";
  static final String SCORES = ".scores.npy";
  static final String EFFECTS = ".effects.npy";

  private static final int FORMAT_VERSION = 1;

  private final Work.PruneRequest work;
  private final PolicyChoice choice;
  private final Pruning pruning;

  PrunedFiles(Work.PruneRequest work, PolicyChoice choice, Pruning pruning) {
    this.work = work;
    this.choice = choice;
    this.pruning = pruning;
  }

  /**
   * Writes all, or nothing; files of an earlier cut that this one has none of are removed.
   *
   * @param change measured rise of the training loss, if it was measured
   */
  Work.Pruned write(PrunableModel model, OptionalDouble change) {
    boolean reducible = model instanceof ReducibleModel;
    Optional<Work.Units> units =
        reducible ? Optional.of(UnitRemoval.units(pruning.mask())) : Optional.empty();
    return write(model, change, units, files -> Optional.empty());
  }

  /** As {@link #write}, without the units that nothing reads any more. */
  Work.Pruned writeReduced(UnitRemoval removal, OptionalDouble change) {
    try (PrunableModel reduced = removal.reduce(pruning.mask())) {
      return write(
          reduced,
          change,
          Optional.of(UnitRemoval.units(pruning.mask())),
          files -> Optional.of(removal.result(reduced, files)));
    }
  }

  private Work.Pruned write(
      PrunableModel model,
      OptionalDouble change,
      Optional<Work.Units> units,
      Function<List<Path>, Optional<Work.Removal>> removal) {
    Mask mask = pruning.mask();
    List<Path> beside = new ArrayList<>(List.of(beside(MASK), beside(EVIDENCE)));
    List<Path> saved;
    Path out = work.out().toAbsolutePath();
    Optional<Work.Effect> effect =
        pruning
            .prediction()
            .map(p -> new Work.Effect(p.lossChange(), change, beside(EFFECTS), beside(EVIDENCE)));
    try (FilePair pair = FilePair.in(Objects.requireNonNullElse(out.getParent(), out))) {
      pair.write(
          beside(MASK), aside -> Npy.writeBooleans(aside, mask.toBitSet(), mask.layout().size()));
      writeEvidence(pair, change);
      saved = pair.write(work.out(), model::save);
      pair.move();
    }
    keepOrRemove(beside(EFFECTS), effect.isPresent(), beside);
    keepOrRemove(beside(SCORES), pruning.scores().isPresent(), beside);
    return new Work.Pruned(
        work.out(),
        List.copyOf(beside),
        mask.sparsity(),
        mask.keptPrunable(),
        mask.layout().prunableSize(),
        layerSparsities(),
        pruning.notes(),
        effect,
        units,
        removal.apply(saved));
  }

  private Path beside(String ending) {
    return beside(work.out(), ending);
  }

  /** What lies beside a pruned model. */
  static Path beside(Path model, String ending) {
    return model.resolveSibling(model.getFileName() + ending);
  }

  private void writeEvidence(FilePair pair, OptionalDouble change) {
    double[] effects = pruning.prediction().map(Prediction::effects).orElse(new double[0]);
    String evidence = evidence(change, effects);
    pair.write(beside(EVIDENCE), aside -> SafeFile.writeText(aside, evidence));
    if (effects.length > 0) {
      pair.write(beside(EFFECTS), aside -> Npy.writeDoubles(aside, effects, effects.length));
    }
    pruning
        .scores()
        .ifPresent(
            scores ->
                pair.write(
                    beside(SCORES), aside -> Npy.writeDoubles(aside, scores, scores.length)));
  }

  private String evidence(OptionalDouble change, double[] effects) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("formatVersion", FORMAT_VERSION);
    map.put("model", work.model().toString());
    map.put("policy", choice.policy());
    if (choice.isControl()) {
      map.put("quotasOf", choice.quotasOf());
    }
    map.put("options", choice.options().values());
    map.put("seed", work.seed());
    map.put("targetSparsity", work.sparsity());
    map.put("sparsity", pruning.mask().sparsity());
    map.put(
        "predictedLossChange",
        JsonText.finite(pruning.prediction().map(Prediction::lossChange).orElse(Double.NaN)));
    map.put("measuredLossChange", JsonText.finite(change.orElse(Double.NaN)));
    work.dataset().ifPresent(d -> map.put("dataset", d));
    map.put("layers", layers(effects));
    map.put("notes", pruning.notes());
    map.put(
        "meaning",
        "changes are of the mean training loss, in nats; an effect is the rise predicted for a"
            + " weight when it was cut; null is not known");
    return JsonText.of(map);
  }

  private Map<String, Object> layers(double[] effects) {
    Map<String, Object> layers = new LinkedHashMap<>();
    for (Parameter layer : pruning.mask().layout().prunable()) {
      double sum = effects.length == 0 ? Double.NaN : 0;
      for (int k = layer.offset(); k < Math.min(layer.end(), effects.length); k++) {
        sum += effects[k];
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("cut", layer.size() - pruning.mask().kept(layer));
      entry.put("size", layer.size());
      entry.put("effects", JsonText.finite(sum));
      layers.put(layer.name(), entry);
    }
    return layers;
  }

  private Map<String, Double> layerSparsities() {
    Map<String, Double> layers = new LinkedHashMap<>();
    Mask mask = pruning.mask();
    mask.layout().prunable().forEach(p -> layers.put(p.name(), mask.sparsity(p)));
    return layers;
  }

  private static void keepOrRemove(Path file, boolean written, List<Path> kept) {
    if (written) {
      kept.add(file);
    } else {
      remove(file);
    }
  }

  private static void remove(Path stale) {
    try {
      if (Files.isRegularFile(stale)) {
        Files.delete(stale);
      }
    } catch (IOException e) {
      throw SafeFile.cannotWrite(stale, e);
    }
  }
}
