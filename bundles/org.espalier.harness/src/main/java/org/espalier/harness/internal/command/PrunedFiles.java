package org.espalier.harness.internal.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/**
 * A pruned model on disk, and beside it its mask ({@code .mask.npy}) and, where the policy predicts
 * what it does to the loss, the effect of each cut weight ({@code .effects.npy}) and the numbers
 * behind the cut ({@code .evidence.json}).
 */
final class PrunedFiles {
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
    List<Path> saved;
    Path out = work.out().toAbsolutePath();
    Path file = beside(".mask.npy");
    Optional<Work.Effect> effect =
        pruning
            .prediction()
            .map(
                p ->
                    new Work.Effect(
                        p.lossChange(), change, beside(".effects.npy"), beside(".evidence.json")));
    try (FilePair pair = FilePair.in(Objects.requireNonNullElse(out.getParent(), out))) {
      pair.write(file, aside -> Npy.writeBooleans(aside, mask.toBitSet(), mask.layout().size()));
      effect.ifPresent(e -> writeEffect(pair, e, pruning.prediction().orElseThrow()));
      saved = pair.write(work.out(), model::save);
      pair.move();
    }
    if (effect.isEmpty()) {
      remove(beside(".effects.npy"));
      remove(beside(".evidence.json"));
    }
    return new Work.Pruned(
        work.out(),
        file,
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
    return work.out().resolveSibling(work.out().getFileName() + ending);
  }

  private void writeEffect(FilePair pair, Work.Effect effect, Prediction prediction) {
    double[] effects = prediction.effects();
    String evidence = evidence(effect, effects);
    pair.write(effect.effects(), aside -> Npy.writeDoubles(aside, effects, effects.length));
    pair.write(effect.evidence(), aside -> SafeFile.writeText(aside, evidence));
  }

  private String evidence(Work.Effect effect, double[] effects) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("formatVersion", FORMAT_VERSION);
    map.put("policy", choice.policy());
    if (choice.isControl()) {
      map.put("quotasOf", choice.quotasOf());
    }
    map.put("options", choice.options().values());
    map.put("seed", work.seed());
    map.put("targetSparsity", work.sparsity());
    map.put("sparsity", pruning.mask().sparsity());
    map.put("predictedLossChange", finite(effect.predicted()));
    map.put("measuredLossChange", finite(effect.measured().orElse(Double.NaN)));
    work.dataset().ifPresent(d -> map.put("dataset", d));
    map.put("layers", layers(effects));
    map.put("notes", pruning.notes());
    map.put(
        "meaning",
        "changes are of the mean training loss, in nats; an effect is the rise predicted for a"
            + " weight when it was cut");
    try {
      return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(map)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers always become JSON", e);
    }
  }

  private Map<String, Object> layers(double[] effects) {
    Map<String, Object> layers = new LinkedHashMap<>();
    for (Parameter layer : pruning.mask().layout().prunable()) {
      double sum = 0;
      for (int k = layer.offset(); k < layer.end(); k++) {
        sum += effects[k];
      }
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("cut", layer.size() - pruning.mask().kept(layer));
      entry.put("size", layer.size());
      entry.put("effects", finite(sum));
      layers.put(layer.name(), entry);
    }
    return layers;
  }

  /** JSON has no NaN. */
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  private Map<String, Double> layerSparsities() {
    Map<String, Double> layers = new LinkedHashMap<>();
    Mask mask = pruning.mask();
    mask.layout().prunable().forEach(p -> layers.put(p.name(), mask.sparsity(p)));
    return layers;
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
